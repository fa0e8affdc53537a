import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { explainFailure } from '../../../core/training/failure';
import { startWasm } from './backends';

beforeAll(startWasm);

test('where the memory of WebAssembly is used up a failure says so, and what was computed before stands', () => {
  const backend = tf.backend() as BackendWasm;
  const before = tf.tensor1d([1, 2, 3]);
  const held: tf.TensorInfo[] = [];
  let failure: unknown;
  // Half a gibibyte each, never written, so that the system finds no memory for it.
  while (failure === undefined && held.length < 9) {
    try {
      held.push(backend.makeOutput([2 ** 27], 'float32'));
    } catch (error) {
      failure = error;
    }
  }
  expect(held.length).toBeGreaterThan(2);
  expect(explainFailure(failure, 'wasm')).toEqual({
    cause: 'memory',
    message: 'The memory on WebAssembly is not enough for this model and batch.',
  });
  expect([...before.dataSync()]).toEqual([1, 2, 3]);
  for (const { dataId } of held) backend.disposeData(dataId);
  const after = tf.add(before, 1);
  expect([...after.dataSync()]).toEqual([2, 3, 4]);
  tf.dispose([before, after]);
});
