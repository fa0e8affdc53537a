import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { Call, View } from '../recording';
import type { Program } from '../reduction';
import { elementwise } from './elementwise';
import { type Expression, reshaped, tensorsOf, weightOf } from './expression';
import { type Reduction, shaderOf } from './shader';

/** Textures that a shader may read: 16 are what every device has, some of which TensorFlow.js may need. */
const mostTensors = 12;
/** So many functions may be computed again where their result is used several times. */
const cheap = 12;
/** A shader that adds up more numbers than this for each of its own takes longer than several that share the work. */
const longestSum = 1024;
/** Shapes of more axes are left to TensorFlow.js. */
const mostAxes = 4;

/**
 * On WebGL a step costs its launches. Here all kernels that compute place by place are joined to expressions, each of which is one
 * program, and so is a sum over an expression. A value that nothing but such programs reads is never stored.
 */
export function fuse(program: Program, numberOf: (value: number) => number | undefined): Program {
  const { each, recording } = program;
  const fusion = new Fusion(program, numberOf);
  for (const call of each) fusion.add(call);
  for (const view of [...Object.values(recording.results), ...recording.assigned.values()]) fusion.store(view.value);
  return { ...program, each: fusion.calls };
}

class Fusion {
  readonly calls: Call[] = [];
  private readonly numberOf: (value: number) => number | undefined;
  private readonly uses = new Map<number, number>();
  private readonly ends: ReadonlySet<number>;
  /** What has been joined and not been stored. */
  private readonly joined = new Map<number, { readonly expression: Expression; readonly view: View }>();

  constructor({ each, recording }: Program, numberOf: (value: number) => number | undefined) {
    this.numberOf = numberOf;
    this.ends = new Set(
      [...Object.values(recording.results), ...recording.assigned.values()].map(({ value }) => value),
    );
    for (const { inputs } of each)
      for (const [, { value }] of inputs) this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
  }

  add(call: Call): void {
    const [output] = call.outputs;
    const views = [...call.inputs.map(([, view]) => view), ...call.outputs];
    const small = views.every(({ shape }) => shape.length <= mostAxes);
    const write = small && call.outputs.length === 1 ? elementwise(call) : undefined;
    if (write && output) {
      const expression: Expression = { kind: 'function', write, parts: this.parts(call) };
      this.joined.set(output.value, { expression, view: output });
      const often = (this.uses.get(output.value) ?? 0) > 1 && weightOf(expression) > cheap;
      if (often || this.ends.has(output.value)) this.store(output.value);
      return;
    }
    const reduction = small ? reductionOf(call) : undefined;
    const [[, input] = []] = call.inputs;
    if (reduction && input && output) {
      const [expression] = this.parts(call);
      if (expression) this.emit(expression, output, reduction);
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
    this.emit(found.expression, found.view);
  }

  /** The inputs of a call as expressions; those that are too many to read at once are stored. */
  private parts(call: Call): Expression[] {
    const views = call.inputs.map(([, view]) => view);
    const parts = views.map((view) => this.expressionOf(view));
    const count = (): number => tensorsOf({ kind: 'function', write: () => '', parts }).length;
    for (let excess = count() > mostTensors; excess; excess = count() > mostTensors) {
      const widths = parts.map((part) => tensorsOf(part).length);
      const widest = widths.indexOf(Math.max(...widths));
      const view = views[widest];
      if (!view || (widths[widest] ?? 0) < 2) break;
      this.store(view.value);
      parts[widest] = tensor(view);
    }
    return parts;
  }

  private expressionOf(view: View): Expression {
    const number = this.numberOf(view.value);
    if (number !== undefined) return { kind: 'number', value: number };
    const found = this.joined.get(view.value);
    const expression = found && reshaped(found.expression, found.view.shape, view.shape);
    if (expression) return expression;
    this.store(view.value);
    return tensor(view);
  }

  private emit(expression: Expression, output: View, reduction?: Reduction): void {
    const { program, tensors, numbers } = shaderOf(expression, output.shape, reduction);
    const uniforms = numbers.length ? [[...numbers]] : undefined;
    this.calls.push({
      kernel: reduction ? 'FusedReduction' : 'FusedElementwise',
      inputs: tensors.map((view, index) => [String(index), view]),
      isList: true,
      attributes: {},
      outputs: [output],
      run: ({ inputs, backend }) =>
        (backend as MathBackendWebGL).runWebGLProgram(
          program,
          inputs as unknown as tf.TensorInfo[],
          output.dtype,
          uniforms,
        ),
    });
  }
}

/** One number has no axes that could hinder it. */
const tensor = (view: View): Expression => ({
  kind: 'tensor',
  view: tf.util.sizeFromShape(view.shape) === 1 ? { ...view, shape: [] } : view,
});

function reductionOf({ kernel, inputs, attributes }: Call): Reduction | undefined {
  const [[, input] = []] = inputs;
  if ((kernel !== 'Sum' && kernel !== 'Mean') || !input) return undefined;
  const axes = tf.util.parseAxisParam(attributes.axis as number | number[], input.shape);
  const count = axes.reduce((all, axis) => all * (input.shape[axis] ?? 1), 1);
  return count <= longestSum ? { shape: input.shape, axes, mean: kernel === 'Mean' } : undefined;
}
