import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import { loadModule } from '../training/backends';
import { flatten, graph } from './graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

type Parameters = { readonly [name: string]: Json };

/** Two observations straight into a distance; a third block may be a mask of the target. */
async function distanceOf(
  block: Parameters & { readonly block: string },
  data: string,
  target: tf.Tensor,
  prediction: tf.Tensor,
  mask?: Parameters,
): Promise<readonly number[]> {
  const text = graph(
    {
      x: { block: 'observation', data },
      guess: { block: 'observation', data },
      ...(mask ? { mask: { block: 'mask', ...mask } } : {}),
      term: block,
      energy: { block: 'energy' },
    },
    ['x.value', 'term.target'],
    ['guess.value', 'term.prediction'],
    ...(mask ? ([['x.value', 'mask.input'] as const, ['mask.mask', 'term.mask'] as const] as const) : []),
    ['term.energy', 'energy.terms'],
  );
  const { module, manifest } = await loadModule(text);
  const given = manifest.observations.map(({ node }) => (node === 'x' ? target : prediction));
  return [
    ...(module
      .createModel({ seed: 1 })
      .energyTerms(...given)
      .term?.dataSync() ?? []),
  ];
}

/** What a regularizer makes of an embedding `[batch, size]`, and of a second one. */
async function regularizerOf(
  block: Parameters & { readonly block: string },
  data: string,
  ports: readonly string[],
  ...given: readonly tf.Tensor[]
): Promise<readonly number[]> {
  const names = ports.map((port) => `of${port}`);
  const text = graph(
    {
      ...Object.fromEntries(names.map((name) => [name, { block: 'observation', data }])),
      ...Object.fromEntries(names.map((name) => [`${name}-flat`, { block: 'encoder', layers: [flatten] }])),
      term: block,
      energy: { block: 'energy' },
    },
    ...names.map((name) => [`${name}.value`, `${name}-flat.input`] as const),
    ...names.map((name, index) => [`${name}-flat.output`, `term.${ports[index]}`] as const),
    ['term.energy', 'energy.terms'],
  );
  const { module, manifest } = await loadModule(text);
  const inputs = manifest.observations.map(({ node }) => given[names.indexOf(node)] ?? tf.zeros([1]));
  return [
    ...(module
      .createModel({ seed: 1 })
      .energyTerms(...inputs)
      .term?.dataSync() ?? []),
  ];
}

describe('the categorical cross-entropy', () => {
  const category = (index: number): tf.Tensor =>
    tf.broadcastTo(tf.oneHot(tf.tensor1d([index], 'int32'), 4), [1, 8, 8, 4]).toFloat();
  /** Probabilities ½, ⅙, ⅙, ⅙. */
  const logits = (): tf.Tensor => tf.broadcastTo(tf.tensor([Math.log(3), 0, 0, 0]), [1, 8, 8, 4]);

  test.each([
    [0, Math.log(2)],
    [2, Math.log(6)],
  ])('is −log p of category %i, summed over the sites', async (index, nats) => {
    const [found] = await distanceOf({ block: 'categorical' }, 'digit-levels', category(index), logits());
    expect(found).toBeCloseTo(64 * nats, 3);
  });

  test.each(['sites', 'numbers'])('counts only the sites that a mask of %s hides', async (covers) => {
    const mask = { hidden: 'top', covers };
    const [found] = await distanceOf({ block: 'categorical' }, 'digit-levels', category(0), logits(), mask);
    expect(found).toBeCloseTo(32 * Math.log(2), 3);
  });
});

describe('the Laplacian pyramid', () => {
  const impulse = (): tf.Tensor4D =>
    tf.tensor(
      Array.from({ length: 64 }, (_, pixel) => Number(pixel === 4 * 8 + 4)),
      [1, 8, 8, 1],
    );

  // A blurred impulse is (6/16)² at its place and sums to 1; its mean over 2×2 pixels sums to a quarter, and counts fourfold.
  test.each([
    [1, 1],
    [2, 2 * (1 - (6 / 16) ** 2) + 1],
  ])('of %i levels is known for one pixel that is missed', async (levels, expected) => {
    const block = { block: 'laplacian-pyramid', levels };
    const [found] = await distanceOf(block, 'digits', impulse(), tf.zeros([1, 8, 8, 1]));
    expect(found).toBeCloseTo(expected, 5);
  });

  test('keeps colours apart', async () => {
    const { module } = await loadModule(
      graph(
        {
          x: { block: 'observation', data: 'digit-levels' },
          guess: { block: 'observation', data: 'digit-levels' },
          term: { block: 'laplacian-pyramid', levels: 2 },
          energy: { block: 'energy' },
        },
        ['x.value', 'term.target'],
        ['guess.value', 'term.prediction'],
        ['term.energy', 'energy.terms'],
      ),
    );
    const coloured = tf.pad(impulse(), [
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 2],
    ]);
    const found = module
      .createModel({ seed: 1 })
      .energyTerms(coloured, tf.zeros([1, 8, 8, 4]))
      .term?.dataSync()[0];
    expect(found).toBeCloseTo(2 * (1 - (6 / 16) ** 2) + 1, 5);
  });
});

describe('regularizers over the batch', () => {
  const line = (): tf.Tensor =>
    tf.tensor2d([
      [1, 1],
      [-1, -1],
      [0, 0],
    ]);

  test('the covariance of two units that are one is 1, of units apart 0', async () => {
    const block = { block: 'covariance' };
    // C = [[1, 1], [1, 1]] over n − 1 = 2, so Σ_{i≠j} C_ij² / d = 2 / 2.
    expect((await regularizerOf(block, 'moons', ['input'], line()))[0]).toBeCloseTo(1, 6);
    const apart = tf.tensor2d([
      [1, 1],
      [-1, 1],
      [1, -1],
      [-1, -1],
    ]);
    expect((await regularizerOf(block, 'moons', ['input'], apart))[0]).toBeCloseTo(0, 6);
    expect(await regularizerOf(block, 'moons', ['input'], tf.tensor2d([[3, 4]]))).toEqual([0]);
  });

  test('the decorrelation is Σ (1 − C_ii)² + λ Σ C_ij²', async () => {
    const block = { block: 'decorrelation', lambda: 0.5 };
    const found = await Promise.all(
      [1, -1].map(async (sign) => {
        const other = tf.mul(line(), tf.tensor2d([[1, sign]]));
        return (await regularizerOf(block, 'moons', ['a', 'b'], line(), other))[0];
      }),
    );
    // All correlations are 1, or −1 for the second unit of the other.
    expect(found[0]).toBeCloseTo(0 + 0.5 * 2, 3);
    expect(found[1]).toBeCloseTo(4 + 0.5 * 2, 3);
  });
});

describe('regularizers of a sample', () => {
  test('the entropy of ¾ and ¼ is 0.5623 nats', async () => {
    const [found] = await regularizerOf({ block: 'entropy' }, 'moons', ['input'], tf.tensor2d([[Math.log(3), 0]]));
    expect(found).toBeCloseTo(0.562335, 5);
  });

  test('a batch that uses both categories is even, one that uses a single one is uneven by log 2', async () => {
    const block = { block: 'entropy', of: 'batch' };
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const even = tf.tensor2d([
      [40, 0],
      [0, 40],
    ]);
    expect(mean(await regularizerOf(block, 'moons', ['input'], even))).toBeCloseTo(0, 5);
    const uneven = tf.tensor2d([
      [40, 0],
      [40, 0],
    ]);
    expect(mean(await regularizerOf(block, 'moons', ['input'], uneven))).toBeCloseTo(Math.log(2), 5);
    // p̄ = (¾, ¼), whichever of its samples are sure: log 2 − H(¾, ¼).
    const mixed = tf.tensor2d([
      [40, 0],
      [0, 0],
    ]);
    expect(mean(await regularizerOf(block, 'moons', ['input'], mixed))).toBeCloseTo(Math.log(2) - 0.562335, 5);
  });

  test('group sparsity adds the lengths of consecutive units', async () => {
    const z = tf.tensor([3, 4, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0, 0], [1, 8, 2]);
    const found = await Promise.all(
      [4, 1].map(async (size) => (await regularizerOf({ block: 'group', size, weight: 1 }, 'forks', ['input'], z))[0]),
    );
    expect(found[0]).toBeCloseTo(5 + 2, 4);
    expect(found[1]).toBeCloseTo(3 + 4 + 2, 4);
  });

  test.each(['both', 'encoder', 'code'])('a code prediction that moves %s is the squared distance', async (moves) => {
    const block = { block: 'code-prediction', moves, weight: 0.25 };
    const [z, f] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[-1, 5]])];
    expect((await regularizerOf(block, 'moons', ['code', 'prediction'], z, f))[0]).toBeCloseTo(0.25 * 13, 6);
  });
});

describe('parts and sums', () => {
  test('halves of an image and of a sequence are its places in order', async () => {
    const part = async (data: string, shape: readonly number[], which: string): Promise<tf.Tensor> => {
      const text = graph(
        {
          x: { block: 'observation', data },
          part: { block: 'part', which },
          l: { block: 'encoder', layers: [flatten, { layer: 'dense', units: 1, activation: 'linear' }] },
          potential: { block: 'potential' },
          energy: { block: 'energy' },
        },
        ['x.value', 'part.input'],
        ['part.output', 'l.input'],
        ['l.output', 'potential.input'],
        ['potential.energy', 'energy.terms'],
      );
      const { module } = await loadModule(text);
      const size = shape.reduce((all, axis) => all * axis, 1);
      return module.createModel({ seed: 1 }).infer(tf.reshape(tf.range(0, size), [1, ...shape])).part as tf.Tensor;
    };
    expect([...(await part('forks', [8, 2], 'past')).dataSync()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...(await part('forks', [8, 2], 'future')).dataSync()]).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect((await part('digits', [8, 8, 1], 'right')).dataSync()[0]).toBe(4);
    expect((await part('digits', [8, 8, 1], 'bottom')).dataSync()[0]).toBe(32);
    expect((await part('digits', [8, 8, 1], 'right')).shape).toEqual([1, 8, 4, 1]);
  });

  test('a weighted sum may subtract', async () => {
    const text = graph(
      {
        x: { block: 'observation', data: 'moons' },
        y: { block: 'observation', data: 'moons' },
        sum: { block: 'weighted-sum', a: 2, b: -0.5 },
        distance: { block: 'squared-error' },
        energy: { block: 'energy' },
      },
      ['x.value', 'sum.a'],
      ['y.value', 'sum.b'],
      ['sum.output', 'distance.prediction'],
      ['x.value', 'distance.target'],
      ['distance.energy', 'energy.terms'],
    );
    const { module } = await loadModule(text);
    const found = module.createModel({ seed: 1 }).infer(tf.tensor2d([[1, 2]]), tf.tensor2d([[4, -4]])).sum as tf.Tensor;
    expect([...found.dataSync()]).toEqual([0, 6]);
  });
});

describe('InfoNCE', () => {
  test('of two orthogonal pairs at τ = 1 is log(1 + 1/e), whatever their lengths', async () => {
    const pairs = (length: number) => tf.tensor2d([length, 0, 0, 3], [2, 2]);
    const [value] = await regularizerOf({ block: 'info-nce', temperature: 1 }, 'moons', ['a', 'b'], pairs(1), pairs(7));
    expect(value).toBeCloseTo(Math.log(1 + 1 / Math.E), 5);
  });

  test('of a constant is the logarithm of how many there are: no pair is told from another', async () => {
    const [value] = await regularizerOf(
      { block: 'info-nce' },
      'moons',
      ['a', 'b'],
      tf.ones([5, 2]),
      tf.mul(2, tf.ones([5, 2])),
    );
    expect(value).toBeCloseTo(Math.log(5), 5);
  });
});

describe('the distance from an isotropic Gaussian', () => {
  const distance = async (z: tf.Tensor): Promise<number> => {
    const [value = Number.NaN] = await regularizerOf({ block: 'isotropic-gaussian' }, 'moons', ['input'], z);
    return value;
  };

  test('of a constant at the origin is n ∫ (1 − e^{−t²/2})² e^{−t²/2} dt', async () => {
    const integral = Math.sqrt(2 * Math.PI) - 2 * Math.sqrt(Math.PI) + Math.sqrt((2 * Math.PI) / 3);
    expect(await distance(tf.zeros([7, 2]))).toBeCloseTo(7 * integral, 3);
  });

  test('of normal draws is near ∫ (1 − e^{−t²}) e^{−t²/2} dt, its mean, and grows with n where they are moved or stretched', async () => {
    const mean = Math.sqrt(2 * Math.PI) - Math.sqrt((2 * Math.PI) / 3);
    const found: number[] = [];
    for (const seed of [1, 2, 3]) found.push(await distance(tf.randomNormal([2000, 2], 0, 1, 'float32', seed)));
    for (const value of found) expect(value).toBeLessThan(4 * mean);
    const draws = tf.randomNormal([2000, 2], 0, 1, 'float32', 1);
    for (const other of [tf.add(draws, 0.5), tf.mul(draws, 1.5), tf.mul(draws, 0.7)])
      expect(await distance(other)).toBeGreaterThan(20 * mean);
  });
});
