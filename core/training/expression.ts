import type * as tf from '@tensorflow/tfjs-core';

/** A tensor as a kernel sees it: which value, under which shape. Reshapes and clones are views of one value. */
export interface View {
  /** Values are counted in the order in which they appear. */
  readonly value: number;
  readonly shape: number[];
  readonly dtype: tf.DataType;
  /** Where one row or column of a table is all that is seen. */
  readonly part?: Part;
}

/** Of a table of some shape what has an index along an axis. */
export interface Part {
  readonly of: readonly [rows: number, columns: number];
  readonly axis: 0 | 1;
  readonly index: number;
}

/** What is computed at each place, from tensors that are there and numbers that stay; functions are written as code. */
export type Expression<Code> =
  | { readonly kind: 'tensor'; readonly view: View }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'function'; readonly write: Writer<Code>; readonly parts: readonly Expression<Code>[] };

/** The code of a function, given that of its arguments. */
export type Writer<Code> = (parts: readonly Code[]) => Code;

/** A sum, or a mean, over some axes of what an expression is over a shape. */
export interface Reduction {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
  readonly mean: boolean;
}

/** All of an expression, each part once. */
function partsOf<Code>(expression: Expression<Code>, found = new Set<Expression<Code>>()): Set<Expression<Code>> {
  if (!found.has(expression) && expression.kind === 'function')
    for (const part of expression.parts) partsOf(part, found);
  return found.add(expression);
}

/** The tensors of an expression, each view once. */
export function tensorsOf<Code>(expression: Expression<Code>): View[] {
  const views = [...partsOf(expression)].flatMap((part) => (part.kind === 'tensor' ? [part.view] : []));
  return [...new Map(views.map((view) => [keyOf(view), view])).values()];
}

export const keyOf = ({ value, shape, part }: View): string =>
  `${value}:${shape.join()}${part ? `:${part.axis},${part.index} of ${part.of}` : ''}`;

/** The table of which a part is seen; else what is seen. */
export const wholeOf = ({ part, ...view }: View): View => (part ? { ...view, shape: [...part.of] } : view);

/** How many functions an expression calls. */
export const weightOf = <Code>(expression: Expression<Code>): number =>
  [...partsOf(expression)].filter(({ kind }) => kind === 'function').length;

/** The same over tensors of another shape; undefined where broadcasting depends on the shape. */
export function reshaped<Code>(
  expression: Expression<Code>,
  from: readonly number[],
  to: readonly number[],
): Expression<Code> | undefined {
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
