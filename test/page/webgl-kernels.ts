import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { accelerate } from '../../core/training/acceleration/acceleration';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import { startBackend } from '../../core/training/backend';

/*
 * Runs in a page: what the kernels give on WebGL and in plain JavaScript. The test that opens it compares.
 */

export interface Computed {
  readonly uniform: number[];
  readonly normal: number[];
  /** Where values stand after 20 steps, by optimizer. */
  readonly values: { readonly [optimizer: string]: number[] };
}

export interface OnWebGL extends Computed {
  readonly renderer: string;
  /** Where they stand with the optimizers of TensorFlow.js. */
  readonly plain: Computed['values'];
  /** WebGL programs that one update by Adam runs, for ten variables. */
  readonly programs: { readonly fused: number; readonly plain: number };
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

async function compute(): Promise<Computed> {
  const [uniform, normal] = [tensorflow.randomUniform, tensorflow.randomNormal].map((draw) =>
    draw([50_001], 0, 1, 'float32', 0xfedcba98),
  );
  if (!uniform || !normal) throw new Error('Two kinds are drawn.');
  return {
    uniform: [...(await uniform.data())],
    normal: [...(await normal.data())],
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

function leftBehind(): OnWebGL['left'] {
  const { textureManager } = tf.backend() as unknown as WebGLBackend;
  const found = valley(tensorflow.train.adam(0.01));
  const count = () => ({ tensors: tf.memory().numTensors, textures: textureManager.getNumUsedTextures() });
  for (let step = 0; step < 3; step++) found.step();
  const before = count();
  for (let step = 0; step < 10; step++) found.step();
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
    plain: await descend(tf.train),
    programs,
    left: leftBehind(),
  };
  await accelerate('webgl', 'all');
  await startBackend(['cpu']);
  return { webgl, cpu: await compute() };
}

Object.assign(globalThis, { computed: run() });
