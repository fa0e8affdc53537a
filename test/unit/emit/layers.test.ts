import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import type { Model } from '../../../core/training/model';
import { loadModule } from '../training/backends';
import { dense, flatten } from './graphs';
import { withLayers } from './layer-graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

const seen = (): tf.Tensor => tf.randomUniform([3, 8, 8, 1], 0, 1, 'float32', 9);

/** A model with these layers in its encoder. */
const modelOf = async (...stack: Json[]): Promise<Model> =>
  (await loadModule(withLayers(stack))).module.createModel({ seed: 5 });

/** What the encoder gives for what is seen. */
function encoded(model: Model): tf.Tensor {
  const { encoder } = model.infer(seen());
  if (!(encoder instanceof tf.Tensor)) throw new Error('The encoder gives one tensor.');
  return encoder;
}

function weight(model: Model, name: string): tf.Variable {
  const found = model.variables[`encoder.${name}`];
  if (!found) throw new Error(`The encoder has no ${name}.`);
  return found;
}

function expectSame(a: tf.Tensor, b: tf.Tensor): void {
  expect(a.shape).toEqual(b.shape);
  expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeLessThan(1e-5);
}

describe('a layer computes what its name says', () => {
  test.each([
    [1, 'same'],
    [1, 'valid'],
    [2, 'same'],
    [2, 'valid'],
    [3, 'same'],
  ] as const)(
    'a convolution of volumes is that of tf.conv3d, with stride %i and padding %s',
    async (stride, padding) => {
      const volume: Json = { layer: 'reshape', shape: [4, 4, 4, 1] };
      const conv: Json = { layer: 'conv3d', filters: 3, kernel: 3, stride, padding, activation: 'linear' };
      const model = await modelOf(volume, conv, flatten);
      const kernel = weight(model, 'conv3d1.kernel') as tf.Variable<tf.Rank.R5>;
      const expected = tf.conv3d(tf.reshape(seen(), [3, 4, 4, 4, 1]) as tf.Tensor5D, kernel, stride, padding);
      expectSame(encoded(model), tf.reshape(expected, [3, -1]));
    },
  );

  test('upsampling is that of tf.image.resizeNearestNeighbor', async () => {
    const model = await modelOf({ layer: 'upsample2d', factor: 3 }, flatten);
    const expected = tf.image.resizeNearestNeighbor(seen() as tf.Tensor4D, [24, 24]);
    expectSame(encoded(model), tf.reshape(expected, [3, -1]));
  });

  test('the mean of patches that the image is no multiple of is that of tf.avgPool', async () => {
    const model = await modelOf({ layer: 'pool2d', kind: 'avg', size: 3 }, flatten);
    const expected = tf.avgPool(seen() as tf.Tensor4D, 3, 3, 'same');
    expectSame(encoded(model), tf.reshape(expected, [3, -1]));
  });

  test.each([
    ['layer', [1, 2, 3]],
    ['instance', [1, 2]],
  ] as const)('after %s normalization the mean is 0 and the variance 1 over its axes', async (kind, axes) => {
    const conv: Json = { layer: 'conv2d', filters: 3, kernel: 3, activation: 'linear' };
    const model = await modelOf(conv, { layer: 'normalization', kind }, flatten);
    const { mean, variance } = tf.moments(tf.reshape(encoded(model), [3, 8, 8, 3]), [...axes]);
    expect(tf.max(tf.abs(mean)).dataSync()[0]).toBeLessThan(1e-5);
    expect(tf.max(tf.abs(tf.sub(variance, 1))).dataSync()[0]).toBeLessThan(1e-3);
  });

  test('attention is x and, head by head, what each site reads from the values by the softmax of q·k / √size', async () => {
    const [heads, channels, sites] = [2, 4, 16];
    const model = await modelOf({ layer: 'reshape', shape: [sites, channels] }, { layer: 'attention', heads }, flatten);
    const x = tf.reshape(seen(), [3, sites, channels]).arraySync() as number[][][];
    const matrix = (name: string) => weight(model, `attention1.${name}`).arraySync() as number[][];
    const times = (rows: number[][], by: number[][]) =>
      rows.map(
        (row) => by[0]?.map((_, unit) => row.reduce((sum, each, at) => sum + each * (by[at]?.[unit] ?? 0), 0)) ?? [],
      );
    const expected = x.map((rows) => {
      const [q, k, v] = [times(rows, matrix('query')), times(rows, matrix('key')), times(rows, matrix('value'))];
      const size = channels / heads;
      const mixed = q.map((query) =>
        Array.from({ length: heads }, (_, head) => head * size).flatMap((from) => {
          const share = (row: number[]) => row.slice(from, from + size);
          const dot = (a: number[], b: number[]) => a.reduce((sum, each, at) => sum + each * (b[at] ?? 0), 0);
          const odds = k.map((key) => Math.exp(dot(share(query), share(key)) / Math.sqrt(size)));
          const total = odds.reduce((sum, each) => sum + each);
          return Array.from({ length: size }, (_, at) =>
            v.reduce((sum, value, site) => sum + ((odds[site] ?? 0) / total) * (share(value)[at] ?? 0), 0),
          );
        }),
      );
      return times(mixed, matrix('output')).map((row, site) => row.map((each, at) => each + (rows[site]?.[at] ?? 0)));
    });
    expectSame(encoded(model), tf.reshape(tf.tensor3d(expected), [3, -1]));
  });

  test('learned shrinkage with the weights of ISTA is ISTA', async () => {
    const [units, iterations, lambda] = [9, 4, 0.3];
    const model = await modelOf(flatten, { layer: 'shrinkage', units, iterations });
    const atoms = tf.randomNormal([units, 64], 0, 0.2, 'float32', 3);
    const lipschitz = 10;
    weight(model, 'shrinkage1.weights').assign(tf.div(tf.transpose(atoms), lipschitz));
    weight(model, 'shrinkage1.lateral').assign(
      tf.sub(tf.eye(units), tf.div(tf.matMul(atoms, atoms, false, true), lipschitz)),
    );
    weight(model, 'shrinkage1.threshold').assign(tf.fill([units], lambda / lipschitz));
    // z ← shrink(z + (x − z D) Dᵀ / L) from z = 0: proximal gradient descent on ½‖x − z D‖² + λ‖z‖₁.
    const x = tf.reshape(seen(), [3, 64]);
    let z: tf.Tensor = tf.zeros([3, units]);
    for (let step = 0; step <= iterations; step++) {
      const moved = tf.add(z, tf.div(tf.matMul(tf.sub(x, tf.matMul(z, atoms)), atoms, false, true), lipschitz));
      z = tf.mul(tf.sign(moved), tf.relu(tf.sub(tf.abs(moved), lambda / lipschitz)));
    }
    expect(z.dataSync().some((each) => each === 0)).toBe(true);
    expectSame(encoded(model), z);
  });

  test('the thresholds of learned shrinkage never fall below zero', async () => {
    const model = await modelOf(flatten, { layer: 'shrinkage', units: 9, iterations: 1 });
    const threshold = weight(model, 'shrinkage1.threshold');
    threshold.assign(tf.fill([9], -1));
    tf.dispose(model.step(seen()));
    expect([...threshold.dataSync()].every((each) => each >= 0)).toBe(true);
  });

  test('an embedding gives a category its vector, and its place another on top', async () => {
    const model = await modelOf(
      { layer: 'reshape', shape: [8, 8] },
      { layer: 'embedding', units: 3, places: 'learned' },
      flatten,
    );
    const oneHot = tf.oneHot(tf.tensor1d([5, 0, 1, 2, 3, 4, 7, 6], 'int32'), 8);
    const { encoder } = model.infer(tf.reshape(oneHot, [1, 8, 8, 1]));
    const vectors = tf.gather(weight(model, 'embedding1.vectors'), tf.tensor1d([5, 0, 1, 2, 3, 4, 7, 6], 'int32'));
    expectSame(encoder as tf.Tensor, tf.reshape(tf.add(vectors, weight(model, 'embedding1.places')), [1, -1]));
  });

  test('dropout works while training, and nowhere else', async () => {
    const plain = await modelOf(flatten, dense(5, 'tanh'));
    const dropping = await modelOf(flatten, dense(5, 'tanh'), { layer: 'dropout', rate: 0.5 });
    const energy = ({ energy: of }: Model): number => tf.mean(of(seen())).dataSync()[0] ?? 0;
    const stepped = (model: Model): number => Object.values(model.step(seen()))[0]?.dataSync()[0] ?? 0;
    const before = energy(plain);
    expect(energy(dropping)).toBeCloseTo(before, 5);
    expect(stepped(plain)).toBeCloseTo(before, 5);
    expect(Math.abs(stepped(dropping) - before)).toBeGreaterThan(1e-3);
    expect(energy(dropping)).toBe(energy(dropping));
  });
});
