import type * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from './kernel-runner';
import { mend } from './mend';
import { mostReads } from './webgpu-shader';

/** The kernel of the WebGPU backend binds a buffer for each tensor that it adds, however many there are; here it adds in turns. */
export const mendWebgpuAddN = (): void =>
  mend('AddN', 'webgpu', (add) => ({ inputs, backend }) => {
    const runner = new KernelRunner('webgpu', backend);
    const sumOf = (parts: readonly tf.TensorInfo[]): tf.TensorInfo => {
      const sum = add({ inputs: parts as unknown as tf.NamedTensorInfoMap, backend });
      if (Array.isArray(sum)) throw new Error('A sum is one tensor.');
      return runner.own(sum);
    };
    let left = Object.values(inputs) as tf.TensorInfo[];
    while (left.length > mostReads) left = [sumOf(left.slice(0, mostReads)), ...left.slice(mostReads)];
    return runner.release(sumOf(left));
  });
