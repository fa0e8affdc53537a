import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { accelerate } from '../../../core/training/acceleration/acceleration';
import { startBackend } from '../../../core/training/backend';

beforeAll(async () => {
  await startBackend(['cpu']);
});

/** The numbers of some work, with our kernels and without. */
async function bothWays(work: () => tf.Tensor): Promise<{ ours: Float32Array; plain: Float32Array; shape: number[] }> {
  const run = async (without: 'all' | []): Promise<{ numbers: Float32Array; shape: number[] }> => {
    await accelerate('cpu', without);
    const result = tf.tidy(work);
    const numbers = (await result.data<'float32'>()).slice();
    result.dispose();
    return { numbers, shape: result.shape };
  };
  const [ours, plain] = [await run([]), await run('all')];
  expect(ours.shape).toEqual(plain.shape);
  return { ours: ours.numbers, plain: plain.numbers, shape: ours.shape };
}

const draw = (shape: readonly number[], seed: number): tf.Tensor => tf.randomNormal([...shape], 0, 1, 'float32', seed);

describe('kernels in plain JavaScript against those of TensorFlow.js', () => {
  const layouts = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const;
  const sizes = [
    [1, 1, 1],
    [4, 3, 2],
    [5, 7, 3],
    [66, 101, 49],
    [3, 0, 2],
  ] as const;

  test.each(layouts)('matrices multiply alike, transposed %s and %s', async (left, right) => {
    for (const [rows, depth, columns] of sizes) {
      for (const batch of [[], [3]]) {
        const { ours, plain } = await bothWays(() =>
          tf.matMul(
            draw([...batch, ...(left ? [depth, rows] : [rows, depth])], 1),
            draw([...batch, ...(right ? [columns, depth] : [depth, columns])], 2),
            left,
            right,
          ),
        );
        for (const [index, value] of plain.entries()) expect(ours[index]).toBeCloseTo(value, 4);
      }
    }
  });

  test('a matrix that repeats multiplies alike', async () => {
    const { ours, plain } = await bothWays(() => tf.matMul(draw([3, 5, 4], 1), draw([1, 4, 2], 2)));
    for (const [index, value] of plain.entries()) expect(ours[index]).toBeCloseTo(value, 4);
  });

  test.each([
    { stride: 1, pad: 'same', kernel: 3 },
    { stride: 2, pad: 'same', kernel: 3 },
    { stride: 2, pad: 'valid', kernel: 2 },
    { stride: 3, pad: 'same', kernel: 5 },
    { stride: 1, pad: 2, kernel: 4 },
    { stride: 1, pad: 'valid', kernel: 1 },
    { stride: 1, pad: 'same', kernel: 11 },
  ] as const)(
    'a convolution and its gradients are alike: $kernel×$kernel, stride $stride, $pad',
    async ({ stride, pad, kernel }) => {
      const images = (): tf.Tensor => draw([2, 9, 8, 3], 1);
      const weights = (): tf.Tensor => draw([kernel, kernel, 3, 5], 2);
      const apply = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad);
      const gradient = (of: number): tf.Tensor => {
        const found = tf.grads((x, w) => tf.sum(tf.square(apply(x, w))))([images(), weights()])[of];
        if (!found) throw new Error('There are two gradients.');
        return found;
      };
      for (const work of [() => apply(images(), weights()), () => gradient(0), () => gradient(1)]) {
        const { ours, plain } = await bothWays(work);
        const scale = Math.max(...plain.map(Math.abs));
        for (const [index, value] of plain.entries())
          expect((ours[index] ?? Number.NaN) / scale).toBeCloseTo(value / scale, 5);
      }
    },
  );

  test.each([
    [
      [4, 3],
      [4, 3],
    ],
    [[4, 3], [3]],
    [[3], [4, 3]],
    [[4, 3], []],
    [
      [1, 1],
      [2, 3],
    ],
    [
      [4, 3],
      [4, 1],
    ],
    [
      [4, 1],
      [1, 3],
    ],
    [
      [4, 1],
      [4, 3],
    ],
    [
      [2, 4, 3],
      [4, 3],
    ],
    [
      [2, 4, 3],
      [2, 1, 1],
    ],
    [
      [2, 4, 3],
      [4, 1],
    ],
    [
      [2, 1, 3],
      [1, 4, 1],
    ],
    [[0, 3], [3]],
  ] as const)('sums, differences and products of %j and %j are the same to the bit', async (left, right) => {
    for (const combine of [tf.add, tf.sub, tf.mul]) {
      const { ours, plain } = await bothWays(() => combine(draw(left, 1), draw(right, 2)));
      expect(ours).toEqual(plain);
    }
  });

  test.each([tf.relu, tf.step, tf.neg, tf.square, tf.exp, tf.sigmoid, (x: tf.Tensor) => tf.step(x, 0.25)])(
    'functions of each number are the same to the bit, of what is no number too: %#',
    async (apply) => {
      const special = [
        0,
        -0,
        1,
        -1,
        1e-30,
        3e38,
        -3e38,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.NaN,
      ];
      const { ours, plain } = await bothWays(() => apply(tf.tensor1d(special)));
      expect(ours).toEqual(plain);
    },
  );

  test.each([
    { axes: undefined, keeps: false },
    { axes: 0, keeps: false },
    { axes: -1, keeps: true },
    { axes: [1, 2], keeps: false },
    { axes: [0, 1], keeps: true },
    { axes: [0, 2], keeps: false },
  ])('sums over $axes are the same to the bit', async ({ axes, keeps }) => {
    const { ours, plain } = await bothWays(() => tf.sum(draw([5, 4, 3], 1), axes, keeps));
    expect(ours).toEqual(plain);
  });

  test('whole numbers stay whole', async () => {
    const { ours, plain } = await bothWays(() =>
      tf.add(tf.tensor1d([1, 2, 3], 'int32'), tf.sum(tf.tensor1d([4, 5], 'int32'))),
    );
    expect(ours).toEqual(plain);
  });
});
