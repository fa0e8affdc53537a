import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startWasm } from './backends';

beforeAll(startWasm);

/** Runs the same work on wasm, accelerated, and on the plain cpu backend. */
async function onBoth(work: () => tf.Tensor): Promise<{ wasm: Float32Array; cpu: Float32Array }> {
  const results: Float32Array[] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    const result = tf.tidy(work);
    results.push((await result.data<'float32'>()).slice());
    result.dispose();
  }
  const [wasm, cpu] = results;
  if (!wasm || !cpu) throw new Error('Both backends give a result.');
  return { wasm, cpu };
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [index, value] of expected.entries())
    expect(Math.abs((actual[index] ?? Number.NaN) - value) / scale).toBeLessThan(1e-5);
}

const draw = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe('the wasm kernels against the plain ones', () => {
  test.each([
    [true, false],
    [false, true],
    [true, true],
  ])('matrices multiply alike, transposed %s and %s', async (left, right) => {
    const { wasm, cpu } = await onBoth(() =>
      tf.matMul(draw(left ? [7, 5] : [5, 7], 1), draw(right ? [3, 7] : [7, 3], 2), left, right),
    );
    expectClose(wasm, cpu);
  });

  test('batches of matrices multiply alike', async () => {
    const { wasm, cpu } = await onBoth(() => tf.matMul(draw([2, 7, 5], 1), draw([2, 7, 3], 2), true, false));
    expectClose(wasm, cpu);
  });

  test.each([
    { stride: 1, pad: 'same', kernel: 3 },
    { stride: 2, pad: 'same', kernel: 3 },
    { stride: 2, pad: 'valid', kernel: 2 },
    { stride: 3, pad: 'same', kernel: 5 },
    { stride: 1, pad: 'valid', kernel: 1 },
  ] as const)(
    'the gradient of a convolution for its kernel is alike: $kernel×$kernel, stride $stride, $pad',
    async ({ stride, pad, kernel }) => {
      const { wasm, cpu } = await onBoth(() => {
        const x = draw([2, 9, 8, 3], 1) as tf.Tensor4D;
        const weights = draw([kernel, kernel, 3, 4], 2) as tf.Tensor4D;
        return tf.grad((w) => tf.sum(tf.square(tf.conv2d(x, w as tf.Tensor4D, stride, pad))))(weights);
      });
      expectClose(wasm, cpu);
    },
  );

  test('and that of a transposed convolution', async () => {
    const { wasm, cpu } = await onBoth(() => {
      const x = draw([2, 4, 4, 3], 1) as tf.Tensor4D;
      const weights = draw([3, 3, 5, 3], 2) as tf.Tensor4D;
      return tf.grad((w) => tf.sum(tf.square(tf.conv2dTranspose(x, w as tf.Tensor4D, [2, 8, 8, 5], 2, 'same'))))(
        weights,
      );
    });
    expectClose(wasm, cpu);
  });
});
