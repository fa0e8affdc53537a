import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { accelerate } from '../../../core/training/acceleration/acceleration';
import { accelerations } from '../../../core/training/acceleration/accelerations';
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

  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('also those larger than a block in every direction, and no multiple of a tile: %s and %s', async (left, right) => {
    const { wasm, cpu } = await onBoth(() =>
      tf.matMul(draw(left ? [401, 139] : [139, 401], 1), draw(right ? [21, 401] : [401, 21], 2), left, right),
    );
    expectClose(wasm, cpu);
  });

  test('a matrix of nothing multiplies to zeros', async () => {
    const { wasm } = await onBoth(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
    expect(wasm).toEqual(new Float32Array(6));
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

describe('an acceleration', () => {
  const kernel = () => tf.getKernel('BatchMatMul', 'wasm').kernelFunc;

  test('is switched off alone or with all others, and on again', async () => {
    await tf.setBackend('wasm');
    await accelerate('wasm', 'all');
    const plain = kernel();
    await accelerate('wasm', ['matrix products']);
    expect(kernel()).toBe(plain);
    await accelerate('wasm');
    expect(kernel()).not.toBe(plain);
    await accelerate('wasm', 'all');
    expect(kernel()).toBe(plain);
    await accelerate('wasm');
  });

  test('has a name of its own, and says what it does in a sentence', () => {
    expect(new Set(accelerations.map(({ name }) => name)).size).toBe(accelerations.length);
    for (const { does } of accelerations) expect(does).toMatch(/^[A-Z].*\.$/);
  });
});
