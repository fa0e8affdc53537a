import type * as tf from '@tensorflow/tfjs-core';
import type { Writer } from '../../expression';
import type { Elementwise } from '../fusion';
import type { Call } from '../recording';
import { hasFewAxes } from './axes';

/*
 * Kernels that compute each number of their output from the numbers at that place of their inputs, as text on single floats that is
 * GLSL and WGSL alike; what the two have different words for is a function that each dialect brings along. No number stays none, as
 * in the kernels of TensorFlow.js.
 */

/** The inputs' names in the order of the arguments, and the expression over them. */
interface Kernel {
  readonly inputs: readonly string[];
  expression(parts: readonly string[], attributes: tf.NamedAttrMap): string;
}

const unary = (expression: (x: string, attributes: tf.NamedAttrMap) => string): Kernel => ({
  inputs: ['x'],
  expression: ([x = ''], attributes) => expression(x, attributes),
});

const binary = (expression: (a: string, b: string) => string): Kernel => ({
  inputs: ['a', 'b'],
  expression: ([a = '', b = '']) => expression(a, b),
});

const holds = (condition: string): string => `holds(${condition})`;

function float(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'infinity()';
  if (value === Number.NEGATIVE_INFINITY) return '(-infinity())';
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const attribute = (attributes: tf.NamedAttrMap, name: string, otherwise: number): string => {
  const found = attributes[name];
  return float(typeof found === 'number' ? found : otherwise);
};

const kernels: { readonly [kernel: string]: Kernel } = {
  Abs: unary((x) => `abs(${x})`),
  Ceil: unary((x) => `ceil(${x})`),
  Cos: unary((x) => `cosine(${x})`),
  Elu: unary((x) => `elu(${x})`),
  Exp: unary((x) => `exponential(${x})`),
  Expm1: unary((x) => `(exponential(${x}) - 1.0)`),
  Floor: unary((x) => `floor(${x})`),
  LeakyRelu: unary((x, attributes) => `leakyRelu(${x}, ${attribute(attributes, 'alpha', 0.2)})`),
  Log: unary((x) => `logarithm(${x})`),
  Log1p: unary((x) => `logarithm(1.0 + ${x})`),
  LogicalNot: unary((x) => `(1.0 - ${x})`),
  Neg: unary((x) => `(-${x})`),
  Reciprocal: unary((x) => `(1.0 / ${x})`),
  Relu: unary((x) => `relu(${x})`),
  Relu6: unary((x) => `clip(${x}, 0.0, 6.0)`),
  Rsqrt: unary((x) => `inverseRoot(${x})`),
  Sigmoid: unary((x) => `(1.0 / (1.0 + exponential(-${x})))`),
  Sign: unary((x) => `signOf(${x})`),
  Sin: unary((x) => `sine(${x})`),
  Softplus: unary((x) => `softplus(${x})`),
  Sqrt: unary((x) => `sqrt(${x})`),
  Square: unary((x) => `squareOf(${x})`),
  Step: unary((x, attributes) => `stepOf(${x}, ${attribute(attributes, 'alpha', 0)})`),
  Tanh: unary((x) => `hyperbolicTangent(${x})`),
  ClipByValue: unary(
    (x, attributes) =>
      `clip(${x}, ${attribute(attributes, 'clipValueMin', 0)}, ${attribute(attributes, 'clipValueMax', 1)})`,
  ),
  Add: binary((a, b) => `(${a} + ${b})`),
  Sub: binary((a, b) => `(${a} - ${b})`),
  Multiply: binary((a, b) => `(${a} * ${b})`),
  RealDiv: binary((a, b) => `quotient(${a}, ${b})`),
  Maximum: binary((a, b) => `greater(${a}, ${b})`),
  Minimum: binary((a, b) => `lesser(${a}, ${b})`),
  SquaredDifference: binary((a, b) => `squareOf(${a} - ${b})`),
  Equal: binary((a, b) => holds(`${a} == ${b}`)),
  NotEqual: binary((a, b) => holds(`${a} != ${b}`)),
  Greater: binary((a, b) => holds(`${a} > ${b}`)),
  GreaterEqual: binary((a, b) => holds(`${a} >= ${b}`)),
  Less: binary((a, b) => holds(`${a} < ${b}`)),
  LessEqual: binary((a, b) => holds(`${a} <= ${b}`)),
  LogicalAnd: binary((a, b) => holds(`${a} >= 1.0 && ${b} >= 1.0`)),
  LogicalOr: binary((a, b) => holds(`${a} >= 1.0 || ${b} >= 1.0`)),
};

/** An expression over the inputs of a call, in their order; undefined where its kernel is none of these. */
export function elementwise(call: Call): Elementwise<string> | undefined {
  const write = hasFewAxes(call) && call.outputs.length === 1 ? writerOf(call) : undefined;
  const views = call.inputs.map(([, view]) => view);
  return write && { views, combine: (parts) => ({ kind: 'function', write, parts }) };
}

function writerOf(call: Call): Writer<string> | undefined {
  const { kernel, attributes, inputs, outputs } = call;
  const names = inputs.map(([name]) => name);
  const [output] = outputs;
  if (kernel === 'Tile' || kernel === 'BroadcastTo') {
    const [from, to] = [inputs[0]?.[1].shape, output?.shape];
    const broadcasts = from?.length === to?.length && from?.every((side, axis) => side === 1 || side === to?.[axis]);
    return broadcasts ? ([x = '']) => x : undefined;
  }
  if (kernel === 'AddN') return (parts) => `(${parts.join(' + ')})`;
  if (kernel === 'Cast' && output?.dtype === 'float32') return ([x = '']) => x;
  if (kernel === 'Cast' && output?.dtype === 'bool') return ([x = '']) => holds(`${x} != 0.0`);
  if (kernel === 'Select') {
    const [condition, one, other] = inputs.map(([, view]) => view.shape);
    // A condition of one axis chooses whole rows: that is another kind of broadcasting.
    if (condition?.join() !== one?.join() || one?.join() !== other?.join()) return undefined;
    return ([condition = '', one = '', other = '']) => `choice(${condition} >= 1.0, ${one}, ${other})`;
  }
  const found = kernels[kernel];
  if (!found || names.join() !== found.inputs.join()) return undefined;
  return (parts) => found.expression(parts, attributes);
}
