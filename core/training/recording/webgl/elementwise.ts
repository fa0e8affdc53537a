import type * as tf from '@tensorflow/tfjs-core';
import type { Call } from '../recording';

/*
 * Kernels that compute each number of their output from the numbers at that place of their inputs, as GLSL on single floats. No
 * number stays none, as in the kernels of TensorFlow.js.
 */

/** The inputs' names in the order of the arguments, and the expression over them. */
interface Elementwise {
  readonly inputs: readonly string[];
  expression(parts: readonly string[], attributes: tf.NamedAttrMap): string;
}

const unary = (expression: (x: string, attributes: tf.NamedAttrMap) => string): Elementwise => ({
  inputs: ['x'],
  expression: ([x = ''], attributes) => expression(x, attributes),
});

const binary = (expression: (a: string, b: string) => string): Elementwise => ({
  inputs: ['a', 'b'],
  expression: ([a = '', b = '']) => expression(a, b),
});

const holds = (condition: string): string => `(${condition} ? 1.0 : 0.0)`;

/** A number as GLSL writes it. */
export function float(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '(1.0 / 0.0)';
  if (value === Number.NEGATIVE_INFINITY) return '(-1.0 / 0.0)';
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const attribute = (attributes: tf.NamedAttrMap, name: string, otherwise: number): string => {
  const found = attributes[name];
  return float(typeof found === 'number' ? found : otherwise);
};

const kernels: { readonly [kernel: string]: Elementwise } = {
  Abs: unary((x) => `abs(${x})`),
  Ceil: unary((x) => `ceil(${x})`),
  Cos: unary((x) => `cos(${x})`),
  Elu: unary((x) => `elu(${x})`),
  Exp: unary((x) => `exp(${x})`),
  Expm1: unary((x) => `(exp(${x}) - 1.0)`),
  Floor: unary((x) => `floor(${x})`),
  LeakyRelu: unary((x, attributes) => `leakyRelu(${x}, ${attribute(attributes, 'alpha', 0.2)})`),
  Log: unary((x) => `logarithm(${x})`),
  Log1p: unary((x) => `logarithm(1.0 + ${x})`),
  LogicalNot: unary((x) => `(1.0 - ${x})`),
  Neg: unary((x) => `(-${x})`),
  Reciprocal: unary((x) => `(1.0 / ${x})`),
  Relu: unary((x) => `relu(${x})`),
  Relu6: unary((x) => `clip(${x}, 0.0, 6.0)`),
  Rsqrt: unary((x) => `inversesqrt(${x})`),
  Sigmoid: unary((x) => `(1.0 / (1.0 + exp(-${x})))`),
  Sign: unary((x) => `signOf(${x})`),
  Sin: unary((x) => `sin(${x})`),
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

/** What the expressions call. */
export const functions = `
  float squareOf(float x) { return x * x; }
  float signOf(float x) { return isnan(x) ? 0.0 : sign(x); }
  float relu(float x) { return isnan(x) ? x : max(x, 0.0); }
  float elu(float x) { return isnan(x) || x >= 0.0 ? x : exp(x) - 1.0; }
  float leakyRelu(float x, float alpha) { return x < 0.0 ? alpha * x : x; }
  float stepOf(float x, float alpha) { return isnan(x) ? x : (x > 0.0 ? 1.0 : alpha); }
  float clip(float x, float low, float high) { return isnan(x) ? x : clamp(x, low, high); }
  float logarithm(float x) { return x < 0.0 ? (0.0 / 0.0) : log(x); }
  float hyperbolicTangent(float x) { float e = exp(-2.0 * abs(x)); return sign(x) * (1.0 - e) / (1.0 + e); }
  float softplus(float x) { return isnan(x) || x > 13.942385 ? x : (x < -13.942385 ? exp(x) : log(exp(x) + 1.0)); }
  float quotient(float a, float b) { return a == b ? 1.0 : a / b; }
  float greater(float a, float b) { return isnan(a) ? a : (isnan(b) ? b : max(a, b)); }
  float lesser(float a, float b) { return isnan(a) ? a : (isnan(b) ? b : min(a, b)); }
`;

/** An expression over the inputs of a call, in their order; undefined where its kernel is none of these. */
export function elementwise(call: Call): ((parts: readonly string[]) => string) | undefined {
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
    return ([condition = '', one = '', other = '']) => `(${condition} >= 1.0 ? ${one} : ${other})`;
  }
  const found = kernels[kernel];
  if (!found || names.join() !== found.inputs.join()) return undefined;
  return (parts) => found.expression(parts, attributes);
}
