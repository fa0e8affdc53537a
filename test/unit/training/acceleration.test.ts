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

  test.each([
    { rows: 9, depth: 19, columns: 2 },
    { rows: 5, depth: 8, columns: 1 },
    { rows: 1, depth: 3, columns: 3 },
    { rows: 11, depth: 1, columns: 12 },
  ])('and thin ones: $rows × $depth × $columns', async ({ rows, depth, columns }) => {
    for (const [left, right] of [
      [false, false],
      [true, false],
      [false, true],
    ]) {
      const { wasm, cpu } = await onBoth(() =>
        tf.matMul(
          draw(left ? [depth, rows] : [rows, depth], 1),
          draw(right ? [columns, depth] : [depth, columns], 2),
          left,
          right,
        ),
      );
      expectClose(wasm, cpu);
    }
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
    { stride: 1, pad: 'same', kernel: 3, images: [2, 9, 8, 3] },
    { stride: 2, pad: 'same', kernel: 3, images: [2, 9, 8, 3] },
    { stride: 2, pad: 'valid', kernel: 2, images: [2, 9, 8, 3] },
    { stride: 3, pad: 'same', kernel: 5, images: [2, 9, 8, 3] },
    { stride: 1, pad: 'valid', kernel: 1, images: [2, 9, 8, 3] },
    { stride: 1, pad: 2, kernel: 4, images: [3, 5, 7, 5] },
    { stride: 1, pad: 'same', kernel: 7, images: [2, 2, 3, 1] },
    // Several portions of samples.
    { stride: 1, pad: 'same', kernel: 3, images: [9, 24, 24, 4] },
  ] as const)(
    'the gradients of a convolution are alike: $kernel×$kernel, stride $stride, $pad, images $images',
    async ({ stride, pad, kernel, images }) => {
      const weights = () => draw([kernel, kernel, images[3], 4], 2) as tf.Tensor4D;
      const energy = (x: tf.Tensor, w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad)));
      for (const [argument] of ['input', 'kernel'].entries()) {
        const { wasm, cpu } = await onBoth(() => {
          const found = tf.grads(energy)([draw([...images], 1), weights()])[argument];
          if (!found) throw new Error('There are two gradients.');
          return found;
        });
        expectClose(wasm, cpu);
      }
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

  test.each([
    { rank: 2, size: 2, stride: 2, pad: 'same', shape: [2, 5, 4, 3] },
    { rank: 2, size: 3, stride: 1, pad: 'same', shape: [2, 5, 4, 3] },
    { rank: 2, size: 2, stride: 2, pad: 1, shape: [2, 6, 4, 3] },
    { rank: 3, size: 2, stride: 2, pad: 'same', shape: [2, 5, 4, 3, 2] },
    { rank: 3, size: 2, stride: 1, pad: 'valid', shape: [2, 5, 4, 3, 2] },
  ] as const)(
    'the gradient of largest values is alike, of negative numbers too: $size by $stride, $pad, of $shape',
    async ({ rank, size, stride, pad, shape }) => {
      for (const shift of [0, -5]) {
        const { wasm, cpu } = await onBoth(() =>
          tf.grad((x) => {
            const pooled =
              rank === 2
                ? tf.maxPool(x as tf.Tensor4D, size, stride, pad)
                : tf.maxPool3d(x as tf.Tensor5D, size, stride, pad);
            return tf.sum(tf.mul(pooled, draw(pooled.shape, 2)));
          })(tf.add(draw([...shape], 1), shift)),
        );
        expectClose(wasm, cpu);
      }
    },
  );

  test.each([[tf.softplus], [tf.sign], [tf.sigmoid]] as const)(
    'functions of each number are alike, far from zero too: %#',
    async (apply) => {
      const special = [0, -0, 1e-30, -1e-30, 1e-6, -1e-6, 14, -14, 20, -20, 87, -87, 100, -100, 3e38, -3e38];
      for (const numbers of [special, [...special, 1, 2, 3], [1, -1]]) {
        const { wasm, cpu } = await onBoth(() => apply(tf.tensor1d(numbers)));
        for (const [index, value] of cpu.entries())
          expect(Math.abs((wasm[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(5e-7 * Math.abs(value) + 1e-37);
      }
      const { wasm, cpu } = await onBoth(() => apply(draw([1001], 3)));
      expectClose(wasm, cpu);
    },
  );

  test('what is no number stays none', async () => {
    for (const apply of [tf.softplus, tf.sigmoid]) {
      const { wasm } = await onBoth(() => apply(tf.tensor1d([1, Number.NaN, 3, 4, 5])));
      expect([...wasm].map(Number.isNaN)).toEqual([false, true, false, false, false]);
    }
  });

  test.each([
    { shape: [9, 6], axis: 0 },
    { shape: [9, 6], axis: 1 },
    { shape: [3, 11], axis: 1 },
    { shape: [5, 3, 2, 4], axis: [1, 2] },
    { shape: [5, 3, 2, 4], axis: [0, 2] },
    { shape: [7, 2], axis: [0, 1] },
    { shape: [13], axis: 0 },
  ])('sums are alike, and so are their gradients: of $shape over $axis', async ({ shape, axis }) => {
    for (const keepDims of [false, true]) {
      const sum = (x: tf.Tensor) => tf.sum(x, axis, keepDims);
      for (const work of [() => sum(draw(shape, 1)), () => tf.grad((x) => tf.sum(tf.square(sum(x))))(draw(shape, 1))]) {
        const { wasm, cpu } = await onBoth(work);
        expectClose(wasm, cpu);
      }
    }
  });

  test('a sum over nothing is zero', async () => {
    const { wasm } = await onBoth(() => tf.sum(tf.zeros([0, 5]), 0));
    expect(wasm).toEqual(new Float32Array(5));
  });

  test.each([
    { rows: [7, 3], indices: [6, 0, 0, 3] },
    { rows: [5, 2, 2, 3], indices: [4] },
    { rows: [9], indices: [8, 1, 2] },
  ])('rows are gathered alike: $indices of $rows', async ({ rows, indices }) => {
    const { wasm, cpu } = await onBoth(() => tf.gather(draw(rows, 1), tf.tensor1d(indices, 'int32')));
    expect(wasm).toEqual(cpu);
  });

  test('a row that is not there is refused in the words of TensorFlow.js', async () => {
    await tf.setBackend('wasm');
    for (const index of [-1, 7])
      expect(() => tf.tidy(() => tf.gather(tf.ones([7, 3]), tf.tensor1d([0, index], 'int32')))).toThrow(
        /index value .* is not in/,
      );
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
