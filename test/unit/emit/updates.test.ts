import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import { type Lasso, proximalGradient } from '../../proof/oracles/lasso';
import { matrix, row } from '../../proof/oracles/matrix';
import { graph, reshape } from './graphs';
import { functionsOf, modelWith } from './opened';

beforeAll(async () => {
  await startBackend(['cpu']);
});

const linear = (units: number): Json => ({ layer: 'dense', units, activation: 'linear', bias: 'none' });
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const most = (values: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((value, index) => Math.abs(value - (values[index] ?? Number.NaN))));

/** A code, its decoder and a squared error to points of the plane, or to digits. */
const coded = (
  code: { readonly [key: string]: Json },
  decoder: { readonly [key: string]: Json } = {},
  data = 'moons',
) =>
  graph(
    {
      x: { block: 'observation', data },
      code: { block: 'code', kind: 'optimised', dimensions: 3, ...code },
      decoder: {
        block: 'decoder',
        layers: data === 'moons' ? [linear(2)] : [linear(64), reshape(8, 8, 1)],
        ...decoder,
      },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );

const clusters = coded({ block: 'one-hot-code', kind: 'none' }, { learns: 'means' }).replace('"kind":"none",', '');

describe('cluster means', () => {
  const points = [
    [0, 0],
    [2, 0],
    [0, 4],
    [5, 5],
    [7, 9],
  ];
  const chosen = [0, 0, 0, 1, 1];
  const oneHot = (): tf.Tensor => tf.tensor2d(chosen.map((index) => [0, 1, 2].map((k) => Number(k === index))));
  const before = [
    [1, 1],
    [2, 2],
    [3, 3],
  ];
  const means = [
    [2 / 3, 4 / 3],
    [6, 7],
  ];

  async function moved(decay: number): Promise<{ readonly centres: number[]; readonly counts: number[] }> {
    const { moveToMeans } = await functionsOf(clusters, 'moveToMeans');
    const [centres, counts] = [tf.variable(tf.tensor2d(before)), tf.variable(tf.tensor1d([4, 1, 0]))];
    moveToMeans(centres, counts, oneHot(), tf.tensor2d(points), decay);
    return { centres: numbers(centres), counts: numbers(counts) };
  }

  test('with γ = 0 each centre is the mean of the points that chose it, and one that none chose stays', async () => {
    const { centres, counts } = await moved(0);
    expect(most(centres, [...means.flat(), 3, 3])).toBeLessThan(1e-6);
    expect(counts).toEqual([3, 2, 0]);
  });

  test('with γ > 0 they follow N ← γ N + (1 − γ) n and e ← (γ N e + (1 − γ) Σ x) / N', async () => {
    const decay = 0.75;
    const { centres, counts } = await moved(decay);
    const [n, old] = [
      [3, 2],
      [4, 1],
    ];
    const now = [0, 1].map((k) => decay * (old[k] ?? 0) + (1 - decay) * (n[k] ?? 0));
    const expected = [0, 1].flatMap((k) =>
      [0, 1].map((axis) => {
        const kept = decay * (old[k] ?? 0) * (before[k]?.[axis] ?? 0);
        const sum = (n[k] ?? 0) * (means[k]?.[axis] ?? 0);
        return (kept + (1 - decay) * sum) / (now[k] ?? 0);
      }),
    );
    expect(most(counts, [...now, 0])).toBeLessThan(1e-6);
    expect(most(centres, [...expected, 3, 3])).toBeLessThan(1e-5);
  });

  test('start at points of the data, by k-means++, and at none twice while others remain', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { model } = await modelWith(clusters, { seed }, 'startAtPoints');
      const [centres, counts] = [tf.variable(tf.zeros([3, 2])), tf.variable(tf.zeros([3]))];
      // Three places, one of them twenty times over.
      const places = [...Array.from({ length: 20 }, () => [1, 1]), [4, 0], [0, 6]];
      model.startAtPoints(centres, counts, tf.tensor2d(places));
      const rows = Array.from({ length: 3 }, (_, k) =>
        numbers(centres)
          .slice(2 * k, 2 * k + 2)
          .join(),
      );
      expect(rows.sort()).toEqual(['0,6', '1,1', '4,0']);
    }
  });

  test('leave where they are what was learned before', async () => {
    const { model } = await modelWith(clusters, {}, 'startAtPoints');
    const [centres, counts] = [tf.variable(tf.tensor2d(before)), tf.variable(tf.tensor1d([0, 2, 0]))];
    model.startAtPoints(centres, counts, tf.tensor2d(points));
    expect(numbers(centres)).toEqual(before.flat());
  });
});

describe('a vector-quantized code', () => {
  const text = graph(
    {
      x: { block: 'observation', data: 'digits' },
      encoder: { block: 'encoder', layers: [{ layer: 'flatten' }, linear(4)] },
      code: { block: 'vector-quantized-code', entries: 3, dimensions: 2 },
      decoder: { block: 'decoder', layers: [linear(64), reshape(8, 8, 1)] },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', 'code.input'],
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );
  const entries = (): tf.Tensor => tf.tensor2d([0, 0, 1, 1, -1, 2], [3, 2]);
  const x = (): tf.Tensor => tf.tensor2d([0.1, 0.2, 0.9, 0.7, -0.8, 1.6, 0.4, 0.3], [2, 4]);

  test('is the nearest entry, slot by slot', async () => {
    const { quantize } = await functionsOf(text, 'quantize');
    expect(most(numbers(quantize(x(), entries())), [0, 0, 1, 1, -1, 2, 0, 0])).toBeLessThan(1e-6);
  });

  test('passes gradients straight through to the features, and none to the entries', async () => {
    const { quantize } = await functionsOf(text, 'quantize');
    const slopes = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
    const [toFeatures, toEntries] = tf.grads((features: tf.Tensor, table: tf.Tensor) =>
      tf.sum(tf.add(tf.mul(slopes, quantize(features, table)), tf.mul(0, tf.sum(table)))),
    )([x(), entries()]);
    expect(numbers(toFeatures ?? slopes)).toEqual(numbers(slopes));
    expect(numbers(toEntries ?? slopes)).toEqual(new Array(6).fill(0));
  });
});

describe('the free energy of all codes', () => {
  const text = clusters
    .replace('"learns":"means"', '"learns":"gradient"')
    .replace('"dimensions":3', '"inference":"expected"');
  const energies = [
    [1, 2, 5, 0.5],
    [3, 3, 3, 3],
    [100, 0, 40, 7],
  ];

  test.each([0.1, 1, 3])('is −1/β log of the mean of e^{−βE}, for β = %d', async (beta) => {
    const { freeEnergy } = await functionsOf(text, 'freeEnergy');
    const expected = energies.map(
      (each) => -Math.log(each.reduce((sum, e) => sum + Math.exp(-beta * e) / 4, 0)) / beta,
    );
    expect(most(numbers(freeEnergy(tf.tensor2d(energies), beta)), expected)).toBeLessThan(1e-4);
  });

  test('comes to the least of them as β grows, from above by log K / β at most', async () => {
    const { freeEnergy } = await functionsOf(text, 'freeEnergy');
    const least = energies.map((each) => Math.min(...each));
    for (const beta of [10, 100, 10_000]) {
      const above = numbers(freeEnergy(tf.tensor2d(energies), beta)).map((f, index) => f - (least[index] ?? 0));
      expect(Math.min(...above)).toBeGreaterThan(-1e-4);
      expect(Math.max(...above)).toBeLessThan(Math.log(4) / beta + 1e-4);
    }
  });
});

describe('searches', () => {
  /** ½ Σ a (z − c)², least at c. */
  const centre = [0.5, -2, 1];
  const curvature = [1, 4, 0.3];
  const bowl = (z: tf.Tensor): tf.Tensor =>
    tf.sum(tf.mul(tf.mul(0.5, tf.tensor1d(curvature)), tf.square(tf.sub(z, tf.tensor1d(centre)))), 1);
  const start = (): tf.Tensor => tf.zeros([2, 3]);

  test.each([
    ['gradient', 'descend', 0.4, 100],
    ['adam', 'descendByAdam', 0.02, 2000],
  ] as const)('by %s reach the bottom of a bowl', async (inference, name, rate, steps) => {
    const search = (await functionsOf(coded({ inference }), name))[name];
    expect(most(numbers(search(bowl, start(), steps, rate)), [...centre, ...centre])).toBeLessThan(1e-3);
  });

  test('by plain steps come nearer by 1 − η a along each axis', async () => {
    const { descend } = await functionsOf(coded({ inference: 'gradient' }), 'descend');
    const expected = centre.map((c, axis) => c * (1 - (1 - 0.1 * (curvature[axis] ?? 0)) ** 7));
    expect(most(numbers(descend(bowl, start(), 7, 0.1)), [...expected, ...expected])).toBeLessThan(1e-5);
  });

  test('go back into the ball, and onto the sphere, at the nearest point', async () => {
    const points = tf.tensor2d([3, 0, 4, 0.3, 0, 0.4], [2, 3]);
    const { toUnitBall } = await functionsOf(coded({ inference: 'gradient', bound: 'unit-ball' }), 'toUnitBall');
    expect(most(numbers(toUnitBall(points)), [0.6, 0, 0.8, 0.3, 0, 0.4])).toBeLessThan(1e-6);
    const { toUnitSphere } = await functionsOf(coded({ inference: 'adam', bound: 'unit-sphere' }), 'toUnitSphere');
    expect(most(numbers(toUnitSphere(points)), [0.6, 0, 0.8, 0.6, 0, 0.8])).toBeLessThan(1e-6);
  });

  test('in a ball end where the bowl is least in it', async () => {
    const text = coded({ inference: 'gradient', bound: 'unit-ball' });
    const { descend, toUnitBall } = await functionsOf(text, 'descend', 'toUnitBall');
    const round = (z: tf.Tensor): tf.Tensor => tf.sum(tf.square(tf.sub(z, tf.tensor1d([3, 0, 4]))), 1);
    const found = numbers(descend(round, start(), 200, 0.1, toUnitBall));
    expect(most(found, [0.6, 0, 0.8, 0.6, 0, 0.8])).toBeLessThan(1e-4);
  });

  test('by FISTA on whatever is quadratic come to the lasso', async () => {
    const text = JSON.parse(coded({ dimensions: 9, inference: 'fista' }, {}, 'digits'));
    text.nodes.decoder.layers.splice(0, 0, linear(9));
    const { fista, quadratic } = await functionsOf(JSON.stringify(text), 'fista', 'quadratic');
    const random = randomSource(7, 'atoms of the test');
    const atoms = matrix(
      9,
      6,
      Float64Array.from({ length: 54 }, () => random.normal()),
    );
    const observed = matrix(
      4,
      6,
      Float64Array.from({ length: 24 }, () => 2 * random.normal()),
    );
    const lasso: Lasso = { atoms, weight: 1, penalty: 0.8 };
    const solve = proximalGradient(lasso, { method: 'restarted-fista', iterations: 5000 });
    const expected = Array.from({ length: 4 }, (_, sample) => [...solve(row(observed, sample))]).flat();
    const [w, y] = [tf.tensor2d([...atoms.data], [9, 6]), tf.tensor2d([...observed.data], [4, 6])];
    const fit = quadratic((z: tf.Tensor) => tf.sum(tf.square(tf.sub(y, tf.matMul(z, w))), 1));
    const found = numbers(fista(fit, lasso.penalty, tf.zeros([4, 9]), 1500));
    expect(expected.some((value) => value === 0)).toBe(true);
    expect(most(found, expected)).toBeLessThan(2e-3);
  });
});

test('orthonormal atoms have W Wᵀ = I, and those that were so stay', async () => {
  const text = coded({ dimensions: 5 }, { constraint: 'orthonormal' }, 'digits');
  const { projectToOrthonormal } = await functionsOf(text, 'projectToOrthonormal');
  const weights = tf.variable(tf.randomNormal([5, 64], 0, 3, 'float32', 4));
  projectToOrthonormal(weights);
  expect(most(numbers(tf.matMul(weights, weights, false, true)), numbers(tf.eye(5)))).toBeLessThan(1e-5);
  const before = numbers(weights);
  projectToOrthonormal(weights);
  expect(most(numbers(weights), before)).toBeLessThan(1e-5);
});

describe('a contrast, for F = ‖y A‖² of points of the plane', () => {
  const scale = 1.2;
  const text = (block: { readonly block: string; readonly [key: string]: Json }): string =>
    graph(
      {
        x: { block: 'observation', data: 'moons' },
        encoder: { block: 'encoder', layers: [linear(2)] },
        norm: { block: 'l2', weight: 1 },
        energy: { block: 'energy' },
        contrast: block,
      },
      ['x.value', 'encoder.input'],
      ['encoder.output', 'norm.input'],
      ['norm.energy', 'energy.terms'],
      ['energy.energy', 'contrast.energy'],
    );
  const shape = (variables: { readonly [name: string]: tf.Variable }): void =>
    variables['encoder.dense1.weights']?.assign(tf.tensor2d([scale, 0, 0, scale], [2, 2]));

  test('Langevin chains have the mean and the variance of their recursion, within the error of sampling', async () => {
    const [steps, stepSize, count] = [12, 0.05, 20_000];
    const { model } = await modelWith(text({ block: 'contrastive', steps, stepSize }), { seed: 3 }, 'langevin');
    shape(model.variables);
    const ends = model.langevin(tf.tile(tf.tensor2d([1.5, -0.5], [1, 2]), [count, 1]));
    // y ← ρ y + √(2η) ε with ρ = 1 − 2ηa²: after n steps ρⁿ y and 2η (1 − ρ²ⁿ) / (1 − ρ²).
    const rho = 1 - 2 * stepSize * scale ** 2;
    const variance = (2 * stepSize * (1 - rho ** (2 * steps))) / (1 - rho ** 2);
    const { mean, variance: found } = tf.moments(ends, 0);
    const [meanError, varianceError] = [Math.sqrt(variance / count), variance * Math.sqrt(2 / count)];
    expect(most(numbers(mean), [1.5 * rho ** steps, -0.5 * rho ** steps])).toBeLessThan(4 * meanError);
    expect(most(numbers(found), [variance, variance])).toBeLessThan(4 * varianceError);
  });

  test.each([0.5, 1, 2])(
    'the partition function is that of a Gaussian: 1/β log(π / (β a²)), for β = %d',
    async (beta) => {
      const { model } = await modelWith(
        text({ block: 'likelihood', beta, extent: 5, points: 101 }),
        {},
        'logPartition',
      );
      shape(model.variables);
      const expected = Math.log(Math.PI / (beta * scale ** 2)) / beta;
      expect(numbers(model.logPartition(beta))[0]).toBeCloseTo(expected, 4);
    },
  );
});
