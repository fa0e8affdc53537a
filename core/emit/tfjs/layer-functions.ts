import { around, call, layout } from './layout';

/* The source of the functions that layers of more than one operation call, each included only where it is used. */

export type LayerFunction =
  | 'conv3d'
  | 'upsample'
  | 'pool'
  | 'maxPool'
  | 'averagePool'
  | 'pointwise'
  | 'standardize'
  | 'overRootMeanSquare'
  | 'attention'
  | 'lista';

const typed = (typescript: boolean, name: string, type: string): string => (typescript ? `${name}: ${type}` : name);
const xAndAxes = (typescript: boolean): string => (typescript ? 'x: tf.Tensor, axes: number[]' : 'x, axes');
const xAndSize = (typescript: boolean): string => (typescript ? 'x: tf.Tensor, size: number' : 'x, size');
const orZero = (typescript: boolean): string => (typescript ? ' = 0' : '');

export const layerFunctions: {
  readonly [K in LayerFunction]: (typescript: boolean, secondOrder: boolean) => string;
} = {
  conv3d: (typescript) => {
    const given = typescript
      ? "x: tf.Tensor, kernel: tf.Tensor, stride: number, padding: 'same' | 'valid'"
      : 'x, kernel, stride, padding';
    const zero = orZero(typescript);
    const images = call(
      'tf.conv2d',
      `tf.reshape(met, [-1, height, width, channels])${typescript ? ' as tf.Tensor4D' : ''}`,
      `plane${typescript ? ' as tf.Tensor4D' : ''}`,
      'stride',
      'padding',
    );
    return `/** A convolution of volumes: for each depth of the kernel one of images, whose gradients hold on every backend. */
function conv3d(${given}) {
  const [batch${zero}, depth${zero}, height${zero}, width${zero}, channels${zero}] = x.shape;
  const [size${zero}] = kernel.shape;
  const places = padding === 'same' ? Math.ceil(depth / stride) : Math.floor((depth - size) / stride) + 1;
  const front = padding === 'same' ? Math.floor(Math.max(0, (places - 1) * stride + size - depth) / 2) : 0;
  const back = Math.max(0, places * stride + size - 1 - front - depth);
  const padded = tf.pad(tf.reshape(x, [batch, depth, -1]), [
    [0, 0],
    [front, back],
    [0, 0],
  ]);
  const parts = tf.reshape(kernel, [size, -1]);
  const planes = Array.from({ length: size }, (_, at) => {
    const plane = tf.reshape(tf.slice(parts, [at, 0], [1, -1]), kernel.shape.slice(1));
    const from = tf.slice(padded, [0, at, 0], [batch, places * stride, -1]);
    const met = tf.slice(tf.reshape(from, [batch, places, stride, -1]), [0, 0, 0, 0], [batch, places, 1, -1]);
    ${layout(around('return ', images, ';'), 4)}
  });
  const sum = tf.addN(planes);
  return tf.reshape(sum, [batch, places, ...sum.shape.slice(1)]);
}`;
  },

  upsample: (typescript) => `/** Repeats each site along every axis between the batch and the channels. */
function upsample(x${typescript ? ': tf.Tensor' : ''}, factor${typescript ? ': number' : ''}) {
  let result = x;
  for (let axis = 1; axis < x.rank - 1; axis++) {
    const shape = result.shape.map((size, at) => (at === axis ? size * factor : size));
    const site = tf.util.sizeFromShape(shape.slice(axis + 1));
    result = tf.reshape(tf.mul(tf.reshape(result, [-1, 1, site]), tf.ones([1, factor, 1])), shape);
  }
  return result;
}`,

  maxPool: (typescript) => `/** The largest of each patch: of two sites a and b, a + relu(b − a). */
const maxPool = (${xAndSize(typescript)}) =>
  pool(x, size, (patch, axis) =>
    tf.split(patch, patch.shape[axis]${typescript ? ' ?? 1' : ''}, axis).reduce((a, b) => tf.add(a, tf.relu(tf.sub(b, a)))),
  );`,

  averagePool: (typescript) => `/** The mean of each patch. */
const averagePool = (${xAndSize(typescript)}) => pool(x, size, (patch, axis) => tf.mean(patch, axis, true));`,

  pool: (typescript) => {
    const given = typescript
      ? 'x: tf.Tensor, size: number, reduce: (patch: tf.Tensor, axis: number) => tf.Tensor'
      : 'x, size, reduce';
    return `/** Each patch as one site, along every axis between batch and channels; those at the edges hold what lies inside. */
function pool(${given}) {
  let result = x;
  for (let axis = 1; axis < x.rank - 1; axis++) {
    const side = x.shape[axis]${typescript ? ' ?? 0' : ''};
    const count = Math.ceil(side / size);
    const before = Math.floor((count * size - side) / 2);
    const inside = (${typed(typescript, 'at', 'number')}) => Math.min(Math.max(at * size - before, 0), side);
    const sizes = Array.from({ length: count }, (_, at) => inside(at + 1) - inside(at));
    const shape = result.shape.map((each, at) => (at === axis ? count : each));
    const lines = tf.reshape(result, [-1, side, tf.util.sizeFromShape(shape.slice(axis + 1))]);
    const patches = tf.split(lines, sizes, 1).map((patch) => reduce(patch, 1));
    result = tf.reshape(tf.concat(patches, 1), shape);
  }
  return result;
}`;
  },

  standardize: (typescript) => `/** (x − mean) / √(variance + ε) over the axes (Ba et al. 2016; Ulyanov et al. 2016). */
function standardize(${xAndAxes(typescript)}) {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
}`,

  overRootMeanSquare: (typescript) => `/** x / √(mean x² + ε) over the axes (Zhang & Sennrich 2019). */
function overRootMeanSquare(${xAndAxes(typescript)}) {
  return tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), axes, true), 1e-5)));
}`,

  attention: (typescript, secondOrder) => {
    const head = typescript
      ? `function attention(
  x: tf.Tensor,
  { query, key, value, output }: Record<'query' | 'key' | 'value' | 'output', tf.Variable>,
  heads: number,
) {
  const [batch = 0] = x.shape;
  const [channels = 0] = query.shape;`
      : `function attention(x, { query, key, value, output }, heads) {
  const [batch] = x.shape;
  const [channels] = query.shape;`;
    const split = typescript
      ? `  const split = (weights: tf.Tensor) =>
    tf.transpose(tf.reshape(pointwise(x, weights), [batch, -1, heads, size]), [0, 2, 1, 3]);`
      : `  const split = (weights) => tf.transpose(tf.reshape(pointwise(x, weights), [batch, -1, heads, size]), [0, 2, 1, 3]);`;
    return `/** Multi-head attention of the sites of x [batch, ...sites, channels] to each other (Vaswani et al. 2017, eq. 1). */
${head}
  const size = channels / heads;
${split}
  const scores = tf.div(tf.matMul(split(query), split(key), false, true), Math.sqrt(size));
  const mixed = tf.matMul(${secondOrder ? 'softmax' : 'tf.softmax'}(scores), split(value));
  return pointwise(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), x.shape), output);
}`;
  },

  pointwise: (typescript) => `/** x W at each site: over the last axis of x. */
function pointwise(${typescript ? 'x: tf.Tensor, weights: tf.Tensor' : 'x, weights'}) {
  const [channels${orZero(typescript)}, units${orZero(typescript)}] = weights.shape;
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, channels]), weights), [...x.shape.slice(0, -1), units]);
}`,

  lista: (typescript) => {
    const head = typescript
      ? `function lista(
  x: tf.Tensor,
  { weights, lateral, threshold }: Record<'weights' | 'lateral' | 'threshold', tf.Variable>,
  iterations: number,
) {`
      : 'function lista(x, { weights, lateral, threshold }, iterations) {';
    return `/** Learned iterative shrinkage: z ← shrink(x W + z S), from z = shrink(x W) (Gregor & LeCun 2010, algorithm 3). */
${head}
  const driven = tf.matMul(x, weights);
  let z${typescript ? ': tf.Tensor' : ''} = softThreshold(driven, threshold);
  for (let taken = 0; taken < iterations; taken++) {
    z = softThreshold(tf.add(driven, tf.matMul(z, lateral)), threshold);
  }
  return z;
}`;
  },
};
