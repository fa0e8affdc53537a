import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import { startBackend } from '../../core/training/backend';
import { type Computed, close, compute, descend, valley } from './kernels';

/*
 * Runs in a page: what the kernels give on WebGPU and in plain JavaScript. The test that opens it compares.
 */

export interface OnWebGPU extends Computed {
  /** Where values stand with the optimizers of TensorFlow.js. */
  readonly plain: Pick<Computed, 'values'>;
  /** Shaders that one update by Adam runs, for ten variables. */
  readonly shaders: { readonly fused: number; readonly plain: number };
  /** Tensors that more steps leave behind, and what the backend keeps. */
  readonly left: { readonly tensors: number; readonly values: number };
}

function countShaders(train: typeof tf.train): number {
  const backend = tf.backend() as unknown as WebGPUBackend;
  const found = valley(train.adam(0.01));
  found.step();
  const given = found.gradients();
  const original = backend.runWebGPUProgram;
  let count = 0;
  backend.runWebGPUProgram = (...call) => {
    count++;
    return original.apply(backend, call);
  };
  found.optimizer.applyGradients(given);
  backend.runWebGPUProgram = original;
  tf.dispose(given);
  close(found);
  return count;
}

async function leftBehind(): Promise<OnWebGPU['left']> {
  const found = valley(tensorflow.train.adam(0.01));
  const count = async () => {
    await found.variables[0]?.data();
    return { tensors: tf.memory().numTensors, values: tf.memory().numDataBuffers };
  };
  const steps = (many: number): void => {
    for (let step = 0; step < many; step++) found.step();
  };
  steps(3);
  const before = await count();
  steps(10);
  const after = await count();
  close(found);
  return { tensors: after.tensors - before.tensors, values: after.values - before.values };
}

async function run(): Promise<{ webgpu: OnWebGPU; cpu: Computed }> {
  await startBackend(['webgpu']);
  const webgpu = {
    ...(await compute()),
    shaders: { fused: countShaders(tensorflow.train), plain: countShaders(tf.train) },
    left: await leftBehind(),
    plain: { values: await descend(tf.train) },
  };
  await startBackend(['cpu']);
  return { webgpu, cpu: await compute() };
}

Object.assign(globalThis, { computed: run() });
