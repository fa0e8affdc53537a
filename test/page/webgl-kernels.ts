import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { accelerate } from '../../core/training/acceleration/acceleration';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import { startBackend } from '../../core/training/backend';
import type { Expression, View, Writer } from '../../core/training/expression';
import { webglDialect } from '../../core/training/recording/webgl/dialect';

/*
 * Runs in a page: what the kernels give on WebGL and in plain JavaScript. The test that opens it compares.
 */

export interface Computed {
  readonly uniform: number[];
  readonly normal: number[];
  /** Products of matrices and sums of rows, by what they are of. */
  readonly products: { readonly [of: string]: number[] };
  readonly sums: { readonly [of: string]: number[] };
  /** Where values stand after 20 steps, by optimizer. */
  readonly values: { readonly [optimizer: string]: number[] };
}

export interface OnWebGL extends Computed {
  readonly renderer: string;
  /** Where they stand with the optimizers of TensorFlow.js, and its products. */
  readonly plain: Pick<Computed, 'values' | 'products'>;
  /** WebGL programs that one update by Adam runs, for ten variables. */
  readonly programs: { readonly fused: number; readonly plain: number };
  /** Texels of a large product that are put into it together, copy by copy. */
  readonly quarters: readonly Record<'x' | 'y' | 'width' | 'height', number>[];
  /** Tensors and textures that more steps leave behind. */
  readonly left: { readonly tensors: number; readonly textures: number };
}

const optimizers: { readonly [name: string]: (train: typeof tf.train) => tf.Optimizer } = {
  sgd: (train) => train.sgd(0.05),
  momentum: (train) => train.momentum(0.05, 0.9),
  rmsprop: (train) => train.rmsprop(0.01, 0.9, 0.5),
  adam: (train) => train.adam(0.01),
};

/** At first such whose numbers stay in pairs when they are laid end to end; behind the single number none do. */
const shapes = [[300, 70], [4, 6], [8], [2, 3, 4], [], [3], [4, 5], [1, 2, 3, 4], [9], [6]];

interface Valley {
  readonly optimizer: tf.Optimizer;
  readonly variables: readonly tf.Variable[];
  step(): void;
  gradients(): tf.NamedTensorMap;
}

function valley(optimizer: tf.Optimizer): Valley {
  const variables = shapes.map((shape, index) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', index + 1)));
  const loss = (): tf.Scalar =>
    tf.addN(variables.map((variable, index) => tf.mul(0.5 * (index + 1), tf.sum(tf.square(variable)))));
  return {
    optimizer,
    variables,
    step: () => void optimizer.minimize(loss, false, variables),
    gradients: () => tf.tidy(() => tf.variableGrads(loss, variables).grads),
  };
}

const close = ({ optimizer, variables }: Valley): void => {
  optimizer.dispose();
  tf.dispose([...variables]);
};

async function descend(train: typeof tf.train): Promise<Computed['values']> {
  const reached: [string, number[]][] = [];
  for (const [name, make] of Object.entries(optimizers)) {
    const found = valley(make(train));
    for (let step = 0; step < 20; step++) found.step();
    const values = await Promise.all(found.variables.map((variable) => variable.data()));
    reached.push([name, values.flatMap((each) => [...each])]);
    close(found);
  }
  return Object.fromEntries(reached);
}

/** With sides that fill a texel and such that do not. */
const drawn = [[50_001], [7, 5], [6, 4], [3, 2, 5], [3, 3, 4], []];

async function draws(draw: typeof tf.randomUniform): Promise<number[]> {
  const all = drawn.map((shape) => draw(shape, 0, 1, 'float32', 0xfedcba98));
  return (await Promise.all(all.map((each) => each.data()))).flatMap((each) => [...each]);
}

const numbers = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => Math.sin((index + 1) * seed)),
    shape,
  );

/** So large that it is computed in tiles: sides around one, and around a turn of the loop. */
const large = [131, 67, 129];

/**
 * Sides around a texel and around a turn of the loop; one table is read as another than it was written, and two products at once.
 * What is computed is on the device, as in a model.
 */
async function multiplied(): Promise<Computed['products']> {
  const found: [string, number[]][] = [];
  const sides = [[3, 5, 7], [4, 16, 2], [5, 34, 6], [1, 8, 1], [6, 1, 4], large];
  for (const [rows = 1, depth = 1, columns = 1] of sides) {
    for (const [left, right] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const a = numbers(left ? [depth, rows] : [rows, depth], 0.7) as tf.Tensor2D;
      const b = numbers(right ? [columns, depth] : [depth, columns], 1.3) as tf.Tensor2D;
      const product = await tf.matMul(tf.neg(a), tf.neg(b), left, right).data();
      found.push([`${rows}×${depth}×${columns}, ${left}, ${right}`, [...product]]);
    }
  }
  const square = tf.square(numbers([3, 8], 0.3));
  const wide = await tf.matMul(tf.reshape(square, [6, 4]), numbers([4, 5], 2)).data();
  found.push(['a table that was three rows', [...wide]]);
  found.push(['what is gathered and what was images', [...(await tf.matMul(...largeFactors()).data())]]);
  const many = await tf.matMul(numbers([2, 3, 4], 0.9), numbers([2, 4, 3], 1.1)).data();
  found.push(['two products', [...many]]);
  return Object.fromEntries(found);
}

/** Shapes of three tensors, and the sum over the rows of what is computed of them. */
const tables = [
  [[5, 7], [7], []],
  [
    [4, 6],
    [1, 6],
    [4, 1],
  ],
  [[1, 3], [3], [1, 1]],
  [[7, 1], [1], [7, 1]],
];

const product: Writer<string> = ([a, b, c]) => `(${a} * ${b} + ${c})`;

function rowsSummed(shapes: number[][], mean: boolean): tf.Tensor {
  const tensors = shapes.map((shape, index) => tf.square(numbers(shape, index + 0.4)));
  const [a, b, c] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [shape = []] = shapes;
  if (tf.getBackend() !== 'webgl') return (mean ? tf.mean : tf.sum)(tf.add(tf.mul(a, b), c), 0);
  const views = shapes.map((each, value): View => ({ value, shape: each, dtype: 'float32' }));
  const parts = views.map((view): Expression<string> => ({ kind: 'tensor', view }));
  const output: View = { value: 3, shape: shape.slice(1), dtype: 'float32' };
  const call = webglDialect.call({ kind: 'function', write: product, parts }, output, { shape, axes: [0], mean });
  const inputs = call.inputs.map(([, { value }]) => tensors[value]) as unknown as tf.NamedTensorInfoMap;
  const made = call.run?.({ inputs, backend: tf.backend() });
  if (!made || Array.isArray(made)) throw new Error('A sum is one tensor.');
  return tf.engine().makeTensorFromTensorInfo(made);
}

async function added(): Promise<Computed['sums']> {
  const found: [string, number[]][] = [];
  for (const shapes of tables)
    for (const mean of [false, true])
      found.push([`${mean ? 'mean' : 'sum'} of ${shapes.join(' | ')}`, [...(await rowsSummed(shapes, mean).data())]]);
  return Object.fromEntries(found);
}

async function compute(): Promise<Computed> {
  return {
    uniform: await draws(tensorflow.randomUniform as typeof tf.randomUniform),
    normal: await draws(tensorflow.randomNormal as typeof tf.randomUniform),
    products: await multiplied(),
    sums: await added(),
    values: await descend(tensorflow.train),
  };
}

interface WebGLBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext; executeProgram(): void };
  readonly textureManager: { getNumUsedTextures(): number };
}

/** Programs that one update runs, counted where tfjs draws. */
function programsOf({ optimizer, step, gradients }: Valley): number {
  const { gpgpu } = tf.backend() as unknown as WebGLBackend;
  step();
  const given = gradients();
  const original = gpgpu.executeProgram;
  let count = 0;
  gpgpu.executeProgram = () => {
    count++;
    original.call(gpgpu);
  };
  optimizer.applyGradients(given);
  gpgpu.executeProgram = original;
  tf.dispose(given);
  return count;
}

function countPrograms(train: typeof tf.train): number {
  const found = valley(train.adam(0.01));
  const count = programsOf(found);
  close(found);
  return count;
}

/** Two matrices whose product is large: one that is gathered lies number by number, the other as the images that it was. */
function largeFactors(): [tf.Tensor2D, tf.Tensor2D] {
  const [rows = 1, depth = 1, columns = 1] = large;
  const gathered = tf.gather(numbers([rows, depth], 0.7), tf.range(0, rows, 1, 'int32'));
  const images = tf.neg(numbers([depth, columns, 1], 1.3));
  return [gathered as tf.Tensor2D, tf.reshape(images, [depth, columns])];
}

function quartersOfProduct(): OnWebGL['quarters'] {
  const { gl } = (tf.backend() as unknown as WebGLBackend).gpgpu;
  const original = gl.copyTexSubImage2D;
  const places: OnWebGL['quarters'][number][] = [];
  gl.copyTexSubImage2D = (target, level, x, y, fromX, fromY, width, height) => {
    places.push({ x, y, width, height });
    original.call(gl, target, level, x, y, fromX, fromY, width, height);
  };
  tf.tidy(() => void tf.matMul(...largeFactors()));
  gl.copyTexSubImage2D = original;
  return places;
}

function leftBehind(): OnWebGL['left'] {
  const { textureManager } = tf.backend() as unknown as WebGLBackend;
  const found = valley(tensorflow.train.adam(0.01));
  const count = () => ({ tensors: tf.memory().numTensors, textures: textureManager.getNumUsedTextures() });
  const steps = (many: number): void => {
    for (let step = 0; step < many; step++) {
      found.step();
      tf.tidy(() => void tf.matMul(...largeFactors()));
    }
  };
  steps(3);
  const before = count();
  steps(10);
  const after = count();
  close(found);
  return { tensors: after.tensors - before.tensors, textures: after.textures - before.textures };
}

async function run(): Promise<{ webgl: OnWebGL; cpu: Computed }> {
  await startBackend(['webgl']);
  const { gl } = (tf.backend() as unknown as WebGLBackend).gpgpu;
  const programs = { fused: countPrograms(tensorflow.train), plain: countPrograms(tf.train) };
  const webgl = {
    renderer: String(gl.getParameter(gl.RENDERER)),
    ...(await compute()),
    programs,
    quarters: quartersOfProduct(),
    left: leftBehind(),
  };
  await accelerate('webgl', 'all');
  const plain = { values: await descend(tf.train), products: await multiplied() };
  await startBackend(['cpu']);
  return { webgl: { ...webgl, plain }, cpu: await compute() };
}

Object.assign(globalThis, { computed: run() });
