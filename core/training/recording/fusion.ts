import * as tf from '@tensorflow/tfjs-core';
import { type Expression, keyOf, type Reduction, reshaped, tensorsOf, type View, weightOf } from '../expression';
import type { Call } from './recording';
import type { Program } from './reduction';

/** So many functions may be computed again where several kernels read their result. */
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
  const draft = new Fusion(program, numberOf, { ...dialect, call: (_, output) => nothing(output) }, () => false);
  draft.run();
  const fusion = new Fusion(program, numberOf, dialect, (value) => (draft.times.get(value) ?? 0) > 1);
  fusion.run();
  return { ...program, each: fusion.calls };
}

/** In the place of a kernel that is only counted. */
const nothing = (output: View): Call => joinedCall([], output, undefined);

/** The call of one kernel for what has been joined, over these tensors. */
export const joinedCall = (tensors: readonly View[], output: View, run: Call['run']): Call => ({
  kernel: 'Joined',
  inputs: tensors.map((view, index) => [String(index), view]),
  isList: true,
  attributes: {},
  outputs: [output],
  run,
});

/** What has been joined, and the values that are computed with it. */
interface Joined<Code> {
  readonly expression: Expression<Code>;
  readonly view: View;
  readonly values: ReadonlySet<number>;
}

class Fusion<Code> {
  readonly calls: Call[] = [];
  /** How often a value that was joined is computed: in each kernel that needs it, and more than once where it is broadcast. */
  readonly times = new Map<number, number>();
  private readonly program: Program;
  private readonly numberOf: (value: number) => number | undefined;
  private readonly dialect: Dialect<Code>;
  private readonly isRepeated: (value: number) => boolean;
  /** What has been joined and not been stored. */
  private readonly joined = new Map<number, Joined<Code>>();

  constructor(
    program: Program,
    numberOf: (value: number) => number | undefined,
    dialect: Dialect<Code>,
    isRepeated: (value: number) => boolean,
  ) {
    this.program = program;
    this.numberOf = numberOf;
    this.dialect = dialect;
    this.isRepeated = isRepeated;
  }

  run(): void {
    const { each, recording } = this.program;
    const ends = [...Object.values(recording.results), ...recording.assigned.values()].map(({ value }) => value);
    const isEnd = new Set(ends);
    for (const call of each) this.add(call, isEnd);
    for (const value of ends) this.store(value);
  }

  private add(call: Call, ends: ReadonlySet<number>): void {
    const [output] = call.outputs;
    const found = this.dialect.elementwise(call);
    const parts = found && this.parts(found.views);
    // What reads more than a kernel of the dialect may is left to its own.
    const expression = parts && this.reads(parts) <= this.dialect.mostTensors ? found.combine(parts) : undefined;
    if (found && expression && output) {
      const { value } = output;
      this.joined.set(value, { expression, view: output, values: this.valuesOf(found.views, output).add(value) });
      const again = this.isRepeated(value) && weightOf(expression) > cheap;
      if (again || ends.has(value)) this.store(value);
      return;
    }
    const reduction = this.dialect.reduction(call);
    const [[, input] = []] = call.inputs;
    if (reduction && input && output) {
      const [expression] = this.parts([input]);
      if (expression) {
        this.count(this.valuesOf([input], input));
        this.calls.push(this.dialect.call(expression, output, reduction));
      }
      return;
    }
    for (const [, { value }] of call.inputs) this.store(value);
    this.calls.push(call);
  }

  /** Makes a tensor of what has only been joined so far. */
  private store(value: number): void {
    const found = this.joined.get(value);
    if (!found) return;
    this.joined.delete(value);
    this.count(found.values);
    this.calls.push(this.dialect.call(found.expression, found.view));
  }

  /** What is computed together with arguments, at the places of an output. */
  private valuesOf(views: readonly View[], output: View): Set<number> {
    const own = views.flatMap(({ value }) => this.joined.get(value) ?? []);
    for (const { view, values } of own) if (sizeOf(view) < sizeOf(output)) this.count(values);
    return new Set(own.flatMap(({ values }) => [...values]));
  }

  private count(values: ReadonlySet<number>): void {
    for (const value of values) this.times.set(value, (this.times.get(value) ?? 0) + 1);
  }

  /** Arguments as expressions; those that are too many to read at once are stored. */
  private parts(views: readonly View[]): Expression<Code>[] {
    const parts = views.map((view) => this.expressionOf(view));
    const isExcess = (): boolean => this.reads(parts) > this.dialect.mostTensors;
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

  private reads(parts: readonly Expression<Code>[]): number {
    return new Set(parts.flatMap(tensorsOf).map(keyOf)).size;
  }

  private expressionOf(view: View): Expression<Code> {
    const number = this.numberOf(view.value);
    if (number !== undefined) return { kind: 'number', value: number };
    const found = this.joined.get(view.value);
    const expression = found && !view.part && reshaped(found.expression, found.view.shape, view.shape);
    if (expression) return expression;
    this.store(view.value);
    return tensor(view);
  }
}

const sizeOf = ({ shape }: View): number => tf.util.sizeFromShape(shape);

/** One number has no axes that could hinder it. */
const tensor = (view: View): { readonly kind: 'tensor'; readonly view: View } => ({
  kind: 'tensor',
  view: sizeOf(view) === 1 ? { ...view, shape: [] } : view,
});
