import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { accelerate } from '../../core/training/acceleration/acceleration';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import { startBackend } from '../../core/training/backend';
import {
  type Computed,
  close,
  compute,
  descend,
  joinedKernels,
  largeFactors,
  multiplied,
  type Valley,
  valley,
} from './kernels';

/*
 * Runs in a page: what the kernels give on WebGL and in plain JavaScript. The test that opens it compares.
 */

export interface OnWebGL extends Computed {
  readonly renderer: string;
  /** Where they stand with the optimizers of TensorFlow.js, and its products. */
  readonly plain: Pick<Computed, 'values' | 'products'>;
  /** What joined kernels compute of textures that hold one number a texel. */
  readonly ofNumbers: Computed['joined'];
  /** WebGL programs that one update by Adam runs, for ten variables. */
  readonly programs: { readonly fused: number; readonly plain: number };
  /** Texels of a large product that are put into it together, copy by copy. */
  readonly quarters: readonly Record<'x' | 'y' | 'width' | 'height', number>[];
  /** Tensors and textures that more steps leave behind. */
  readonly left: { readonly tensors: number; readonly textures: number };
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
    ofNumbers: await joinedKernels(false),
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
