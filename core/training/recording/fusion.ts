import * as tf from '@tensorflow/tfjs-core';
import { type Expression, keyOf, type Reduction, reshaped, tensorsOf, type View, weightOf } from '../expression';
import type { Call } from './recording';
import type { Program } from './reduction';

/** So many functions may be computed again where their result is used several times. */
const cheap = 12;

/** An expression over others, as many as there are arguments. */
export type Combine<Code> = (parts: readonly Expression<Code>[]) => Expression<Code> | undefined;

/** A call that computes place by place. */
export interface Elementwise<Code> {
  /** Its arguments, each under a shape that broadcasts to that of the output. */
  readonly views: readonly View[];
  readonly combine: Combine<Code>;
}

/** How a backend writes expressions. */
export interface Dialect<Code> {
  /** How many tensors an expression may read. */
  readonly mostTensors: number;
  /** Undefined where a call computes otherwise. */
  elementwise(call: Call): Elementwise<Code> | undefined;
  /** What a call adds up, where that can be a sum over an expression. */
  reduction(call: Call): Reduction | undefined;
  /** One kernel for a whole expression. */
  call(expression: Expression<Code>, output: View, reduction?: Reduction): Call;
}

/**
 * Where launches and passes through memory cost, all kernels that compute place by place are joined to expressions, each of which
 * is one kernel, and so is a sum over an expression. A value that nothing but such kernels reads is never stored.
 */
export function fuse<Code>(
  program: Program,
  numberOf: (value: number) => number | undefined,
  dialect: Dialect<Code>,
): Program {
  const { each, recording } = program;
  const fusion = new Fusion(program, numberOf, dialect);
  for (const call of each) fusion.add(call);
  for (const view of [...Object.values(recording.results), ...recording.assigned.values()]) fusion.store(view.value);
  return { ...program, each: fusion.calls };
}

class Fusion<Code> {
  readonly calls: Call[] = [];
  private readonly numberOf: (value: number) => number | undefined;
  private readonly dialect: Dialect<Code>;
  private readonly uses = new Map<number, number>();
  private readonly ends: ReadonlySet<number>;
  /** What has been joined and not been stored. */
  private readonly joined = new Map<number, { readonly expression: Expression<Code>; readonly view: View }>();

  constructor({ each, recording }: Program, numberOf: (value: number) => number | undefined, dialect: Dialect<Code>) {
    this.numberOf = numberOf;
    this.dialect = dialect;
    this.ends = new Set(
      [...Object.values(recording.results), ...recording.assigned.values()].map(({ value }) => value),
    );
    for (const { inputs } of each)
      for (const [, { value }] of inputs) this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
  }

  add(call: Call): void {
    const [output] = call.outputs;
    const found = this.dialect.elementwise(call);
    const expression = found?.combine(this.parts(found.views));
    if (expression && output) {
      this.joined.set(output.value, { expression, view: output });
      const often = (this.uses.get(output.value) ?? 0) > 1 && weightOf(expression) > cheap;
      if (often || this.ends.has(output.value)) this.store(output.value);
      return;
    }
    const reduction = this.dialect.reduction(call);
    const [[, input] = []] = call.inputs;
    if (reduction && input && output) {
      const [expression] = this.parts([input]);
      if (expression) this.calls.push(this.dialect.call(expression, output, reduction));
      return;
    }
    for (const [, { value }] of call.inputs) this.store(value);
    this.calls.push(call);
  }

  /** Makes a tensor of what has only been joined so far. */
  store(value: number): void {
    const found = this.joined.get(value);
    if (!found) return;
    this.joined.delete(value);
    this.calls.push(this.dialect.call(found.expression, found.view));
  }

  /** Arguments as expressions; those that are too many to read at once are stored. */
  private parts(views: readonly View[]): Expression<Code>[] {
    const parts = views.map((view) => this.expressionOf(view));
    const isExcess = (): boolean => new Set(parts.flatMap(tensorsOf).map(keyOf)).size > this.dialect.mostTensors;
    for (let excess = isExcess(); excess; excess = isExcess()) {
      const widths = parts.map((part) => tensorsOf(part).length);
      const widest = widths.indexOf(Math.max(...widths));
      const view = views[widest];
      if (!view || (widths[widest] ?? 0) < 2) break;
      this.store(view.value);
      parts[widest] = tensor(view);
    }
    return parts;
  }

  private expressionOf(view: View): Expression<Code> {
    const number = this.numberOf(view.value);
    if (number !== undefined) return { kind: 'number', value: number };
    const found = this.joined.get(view.value);
    const expression = found && reshaped(found.expression, found.view.shape, view.shape);
    if (expression) return expression;
    this.store(view.value);
    return tensor(view);
  }
}

/** One number has no axes that could hinder it. */
const tensor = (view: View): { readonly kind: 'tensor'; readonly view: View } => ({
  kind: 'tensor',
  view: tf.util.sizeFromShape(view.shape) === 1 ? { ...view, shape: [] } : view,
});
