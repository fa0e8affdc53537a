import type { Initializer, OptimizerKind, Projection } from '../../program/program';
import { literal } from './expressions';

/* Pieces of source that a module includes only where it uses them. */

interface InitializerSource {
  call(shape: readonly number[], initializer: Initializer): string;
  source(typescript: boolean): string;
}

const list = (shape: readonly number[]): string => `[${shape.map(literal).join(', ')}]`;
const numbers = (typescript: boolean): string => (typescript ? ': number[]' : '');
const number = (typescript: boolean): string => (typescript ? ': number' : '');
const tensor = (typescript: boolean): string => (typescript ? ': tf.Tensor' : '');

/** How each initializer is called in the parameter table, and the function itself. */
export const initializers: { readonly [K in Initializer['kind']]: InitializerSource } = {
  glorotUniform: {
    call: (shape, initializer) =>
      initializer.kind === 'glorotUniform'
        ? `glorotUniform(${list(shape)}, ${literal(initializer.fanIn)}, ${literal(initializer.fanOut)})`
        : '',
    source: (typescript) => `/** Glorot & Bengio 2010, eq. 16. */
function glorotUniform(shape${numbers(typescript)}, fanIn${number(typescript)}, fanOut${number(typescript)}) {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return tf.variable(random.initialization.uniform(shape, -limit, limit));
}`,
  },
  heNormal: {
    call: (shape, initializer) =>
      initializer.kind === 'heNormal' ? `heNormal(${list(shape)}, ${literal(initializer.fanIn)})` : '',
    source: (typescript) => `/** He et al. 2015, eq. 10. */
function heNormal(shape${numbers(typescript)}, fanIn${number(typescript)}) {
  return tf.variable(tf.mul(Math.sqrt(2 / fanIn), random.initialization.normal(shape)));
}`,
  },
  zeros: {
    call: (shape) => `zeros(${list(shape)})`,
    source: (typescript) => `function zeros(shape${numbers(typescript)}) {
  return tf.variable(tf.zeros(shape));
}`,
  },
  constant: {
    call: (shape, initializer) =>
      initializer.kind === 'constant' ? `constant(${list(shape)}, ${literal(initializer.value)})` : '',
    source: (typescript) => `function constant(shape${numbers(typescript)}, value${number(typescript)}) {
  return tf.variable(tf.fill(shape, value));
}`,
  },
};

export const optimizers: { readonly [K in OptimizerKind]: string } = {
  adam: 'tf.train.adam(settings.learningRate)',
  adamw: 'tf.train.adam(settings.learningRate)',
  rmsprop: 'tf.train.rmsprop(settings.learningRate)',
  momentum: 'tf.train.momentum(settings.learningRate, 0.9)',
  sgd: 'tf.train.sgd(settings.learningRate)',
};

/** What puts a parameter back after a step. */
export const projections: {
  readonly [K in Projection['onto']]: { readonly name: string; source(typescript: boolean): string };
} = {
  'unit-ball': {
    name: 'projectToUnitBall',
    source: (typescript) => `/** Scales each atom back into the unit ball: ‖w‖₂ ≤ 1 over the axes. */
function projectToUnitBall(weights${typescript ? ': tf.Variable' : ''}, axes${numbers(typescript)}) {
  tf.tidy(() => weights.assign(tf.div(weights, tf.maximum(tf.sqrt(tf.sum(tf.square(weights), axes, true)), 1))));
}`,
  },
  'non-negative': {
    name: 'projectToNonNegative',
    source: (typescript) => `/** Puts what fell below zero back to zero. */
function projectToNonNegative(weights${typescript ? ': tf.Variable' : ''}) {
  tf.tidy(() => weights.assign(tf.relu(weights)));
}`,
  },
  'unit-norm': {
    name: 'projectToUnitSphere',
    source: (typescript) => `/** Scales each atom to norm 1 over the axes. */
function projectToUnitSphere(weights${typescript ? ': tf.Variable' : ''}, axes${numbers(typescript)}) {
  tf.tidy(() => weights.assign(tf.div(weights, tf.sqrt(tf.maximum(tf.sum(tf.square(weights), axes, true), 1e-24)))));
}`,
  },
  orthonormal: {
    name: 'projectToOrthonormal',
    source: (
      typescript,
    ) => `/** The nearest matrix with orthonormal rows, its polar factor, by Newton and Schulz (Higham 2008, eq. 8.20). */
function projectToOrthonormal(weights${typescript ? ': tf.Variable' : ''}) {
  tf.tidy(() => {
    let rows${typescript ? ': tf.Tensor' : ''} = tf.div(weights, tf.norm(weights));
    for (let turn = 0; turn < 30; turn++) {
      const gram = tf.matMul(rows, rows, false, true);
      rows = tf.sub(tf.mul(1.5, rows), tf.mul(0.5, tf.matMul(gram, rows)));
    }
    weights.assign(rows);
  });
}`,
  },
};

export const preludes = {
  gaussian: 'type Gaussian = { mean: tf.Tensor; logVariance: tf.Tensor };',

  silu: (typescript: boolean, secondOrder: boolean) => `/** x σ(x) (Elfwing et al. 2018). */
const silu = (x${typescript ? ': tf.Tensor' : ''}) => tf.mul(x, ${secondOrder ? 'sigmoid' : 'tf.sigmoid'}(x));`,

  stopGradient: (typescript: boolean) => `/** The same value; no gradient flows back through it. */
const stopGradient = (x${typescript ? ': tf.Tensor' : ''}) => tf.customGrad(() => ({ value: tf.clone(x), gradFunc: () => [] }))();`,

  pattern: (typescript: boolean) => `/** Rows of the digits 0 and 1, as a tensor of the shape. */
const pattern = (shape${numbers(typescript)}, ...rows${typescript ? ': string[]' : ''}) => tf.tensor(Array.from(rows.join(''), Number), shape);`,

  shifted: (
    typescript: boolean,
  ) => `/** Each sample moved along an axis by up to \`reach\` places, as its draw in [0, 1) says; zeros come in. */
function shifted(x${tensor(typescript)}, axis${number(typescript)}, reach${number(typescript)}, draw${tensor(typescript)}) {
  const places = 2 * reach + 1;
  const padded = tf.pad(
    x,
    x.shape.map((_, each)${typescript ? ': [number, number]' : ''} => (each === axis ? [reach, reach] : [0, 0])),
  );
  const chosen = tf.floor(tf.mul(draw, places));
  const moved = Array.from({ length: places }, (_, place) => {
    const begin = x.shape.map((_, each) => (each === axis ? place : 0));
    return tf.mul(tf.slice(padded, begin, x.shape), tf.cast(tf.equal(chosen, place), 'float32'));
  });
  return tf.addN(moved);
}`,

  named: (typescript: boolean) =>
    typescript
      ? `interface Tree {
  [name: string]: tf.Variable | Tree;
}

/** The leaves of a tree of variables by their path: \`encoder.dense1.weights\`. */
function named(tree: Tree, path = ''): Record<string, tf.Variable> {
  const entries = Object.entries(tree).flatMap(([name, value]) =>
    value instanceof tf.Variable ? [[path + name, value] as const] : Object.entries(named(value, \`\${path}\${name}.\`)),
  );
  return Object.fromEntries(entries);
}`
      : `/** The leaves of a tree of variables by their path: \`encoder.dense1.weights\`. */
function named(tree, path = '') {
  const entries = Object.entries(tree).flatMap(([name, value]) =>
    value instanceof tf.Variable ? [[path + name, value]] : Object.entries(named(value, \`\${path}\${name}.\`)),
  );
  return Object.fromEntries(entries);
}`,

  affine: (typescript: boolean) =>
    typescript
      ? `/** x W + b. */
const affine = (x: tf.Tensor, { weights, bias }: { weights: tf.Variable; bias: tf.Variable }) =>
  tf.add(tf.matMul(x, weights), bias);`
      : `/** x W + b. */
const affine = (x, { weights, bias }) => tf.add(tf.matMul(x, weights), bias);`,

  randomStream: (typescript: boolean) => `/** Seeded draws: the same seed, purpose and place give the same numbers. */
function randomStream(seed${number(typescript)}, purpose${number(typescript)}) {
  let [place, draws] = [0, 0];
  const next = () => mix(mix(mix(seed, purpose), place), draws++) || 1;
  return {
    restart(at${number(typescript)}) {
      [place, draws] = [at, 0];
    },
    normal: (shape${numbers(typescript)}) => tf.randomNormal(shape, 0, 1, 'float32', next()),
    uniform: (shape${numbers(typescript)}, low${number(typescript)}, high${number(typescript)}) => tf.randomUniform(shape, low, high, 'float32', next()),
  };
}

/** Hashes two integers into one of 32 bits (the finalizer of MurmurHash3). */
function mix(a${number(typescript)}, b${number(typescript)}) {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}`,
};
