import type { Unary } from '../../program/expression';

/*
 * Functions for energies whose gradient is differentiated again. TensorFlow.js computes the gradient of tanh, sigmoid, exp,
 * elu, softmax and its logarithm from the output that it kept, and loses that the output depends on the input; leakyRelu,
 * maximum, minimum and pooling have a gradient without one of its own. These save the input, or are made of what has both.
 */

export type SafeFunction =
  | 'withDerivative'
  | 'exp'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'elu'
  | 'leakyRelu'
  | 'maximum'
  | 'minimum'
  | 'softmax'
  | 'logSumExp'
  | 'logSoftmax';

/** What the safe form of a function is made of; those that are absent are safe as they are. */
export const safeFunctions: { readonly [K in Unary]?: readonly SafeFunction[] } = {
  exp: ['exp', 'withDerivative'],
  tanh: ['tanh', 'withDerivative'],
  sigmoid: ['sigmoid', 'withDerivative'],
  softplus: ['softplus', 'sigmoid', 'withDerivative'],
  silu: ['sigmoid', 'withDerivative'],
  elu: ['elu', 'exp', 'withDerivative'],
  leakyRelu: ['leakyRelu'],
};

const x = (typescript: boolean): string => (typescript ? 'x: tf.Tensor' : 'x');
const two = (typescript: boolean): string => (typescript ? 'a: tf.Tensor | number, b: tf.Tensor | number' : 'a, b');
const saved = (typescript: boolean): string => (typescript ? 'saved' : '[input]');
const input = (typescript: boolean): string => (typescript ? 'saved[0] as tf.Tensor' : 'input');
/** The head of a function with a gradient of its own, which keeps its input for that. */
const saving = (typescript: boolean, indent: string): string =>
  typescript
    ? `(...given) => {
${indent}const [x, save] = given as [tf.Tensor, (tensors: tf.Tensor[]) => void];
${indent}save([x]);`
    : `(x, save) => {
${indent}save([x]);`;
const map = '(x: tf.Tensor) => tf.Tensor';
const mapOf = (typescript: boolean): string => (typescript ? `: ${map}` : '');

/** Each calls itself in its own derivative, so that the derivative of every order is right. */
export const secondOrderFunctions: { readonly [K in SafeFunction]: (typescript: boolean) => string } = {
  elu: (typescript) =>
    `const elu = (${x(typescript)}) => tf.add(tf.relu(x), tf.sub(exp(tf.neg(tf.relu(tf.neg(x)))), 1));`,

  leakyRelu: (typescript) =>
    `const leakyRelu = (${x(typescript)}) => tf.sub(tf.relu(x), tf.mul(0.2, tf.relu(tf.neg(x))));`,

  maximum: (typescript) => `const maximum = (${two(typescript)}) => tf.add(a, tf.relu(tf.sub(b, a)));`,

  minimum: (typescript) => `const minimum = (${two(typescript)}) => tf.sub(a, tf.relu(tf.sub(a, b)));`,

  tanh: (typescript) =>
    `const tanh${mapOf(typescript)} = withDerivative(tf.tanh, (x) => tf.sub(1, tf.square(tanh(x))));`,

  sigmoid: (typescript) =>
    `const sigmoid${mapOf(typescript)} = withDerivative(tf.sigmoid, (x) => tf.mul(sigmoid(x), sigmoid(tf.neg(x))));`,

  softplus: (typescript) => `const softplus${mapOf(typescript)} = withDerivative(tf.softplus, (x) => sigmoid(x));`,

  exp: (typescript) => `const exp${mapOf(typescript)} = withDerivative(tf.exp, (x) => exp(x));`,

  withDerivative: (typescript) => {
    const head = typescript ? `(\n  f: ${map},\n  derivative: ${map},\n): ${map}` : '(f, derivative)';
    return `/** f with its derivative as a function of the input, which has a right derivative of its own. */
function withDerivative${head} {
  return tf.customGrad(${saving(typescript, '    ')}
    return { value: f(x), gradFunc: (dy, ${saved(typescript)}) => tf.mul(dy, derivative(${input(typescript)})) };
  });
}`;
  },

  softmax: (typescript) => `/** Over the last axis, with a gradient that has a right derivative of its own. */
const softmax${mapOf(typescript)} = tf.customGrad(${saving(typescript, '  ')}
  const gradFunc = (${typescript ? 'dy: tf.Tensor, saved: tf.Tensor[]' : 'dy, [input]'}) => {
    const y = softmax(${input(typescript)});
    return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)));
  };
  return { value: tf.softmax(x), gradFunc };
});`,
  logSumExp: (typescript) => `/** log Σ eˣ over the last axis, which stays; its derivative is the softmax. */
const logSumExp${mapOf(typescript)} = tf.customGrad(${saving(typescript, '  ')}
  const gradFunc = (${typescript ? 'dy: tf.Tensor, saved: tf.Tensor[]' : 'dy, [input]'}) => tf.mul(dy, softmax(${input(typescript)}));
  return { value: tf.logSumExp(x, -1, true), gradFunc };
});`,

  logSoftmax: (
    typescript,
  ) => `/** log softmax over the last axis, with a gradient that has a right derivative of its own. */
const logSoftmax${mapOf(typescript)} = tf.customGrad(${saving(typescript, '  ')}
  const gradFunc = (${typescript ? 'dy: tf.Tensor, saved: tf.Tensor[]' : 'dy, [input]'}) =>
    tf.sub(dy, tf.mul(softmax(${input(typescript)}), tf.sum(dy, -1, true)));
  return { value: tf.logSoftmax(x), gradFunc };
});`,
};
