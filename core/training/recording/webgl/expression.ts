import type { View } from '../recording';

/** What a shader computes at each place, from tensors that are there and numbers that stay. */
export type Expression =
  | { readonly kind: 'tensor'; readonly view: View }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'function'; readonly write: Writer; readonly parts: readonly Expression[] };

/** GLSL of a function, given that of its arguments. */
export type Writer = (parts: readonly string[]) => string;

/** The tensors of an expression, each view once. */
export function tensorsOf(expression: Expression): View[] {
  const found = new Map<string, View>();
  const visit = (each: Expression): void => {
    if (each.kind === 'tensor') found.set(keyOf(each.view), each.view);
    if (each.kind === 'function') each.parts.forEach(visit);
  };
  visit(expression);
  return [...found.values()];
}

export const keyOf = ({ value, shape }: View): string => `${value}:${shape.join()}`;

/** How many functions an expression calls. */
export const weightOf = (expression: Expression): number =>
  expression.kind === 'function' ? expression.parts.reduce((sum, part) => sum + weightOf(part), 1) : 0;

/** The same over tensors of another shape; undefined where broadcasting depends on the shape. */
export function reshaped(
  expression: Expression,
  from: readonly number[],
  to: readonly number[],
): Expression | undefined {
  if (from.join() === to.join() || expression.kind === 'number') return expression;
  if (expression.kind === 'tensor') {
    const { view } = expression;
    const size = view.shape.reduce((all, side) => all * side, 1);
    if (size === 1) return expression;
    return view.shape.join() === from.join() ? { kind: 'tensor', view: { ...view, shape: [...to] } } : undefined;
  }
  const parts = expression.parts.map((part) => reshaped(part, from, to));
  const whole = parts.filter((part) => part !== undefined);
  return whole.length === parts.length ? { ...expression, parts: whole } : undefined;
}
