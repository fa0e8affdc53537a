import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { digits } from '../../proof/digits';
import { assign, kMeans, kMeansPlusPlus, lloydStep } from '../../proof/oracles/k-means';
import { fromRows, type Matrix } from '../../proof/oracles/matrix';
import { perplexity } from '../../proof/oracles/perplexity';

const { train, test: held } = await digits();
/** All 1797 digits. */
const all: Matrix = {
  rows: train.values.rows + held.values.rows,
  columns: 64,
  data: Float64Array.from([...train.values.data, ...held.values.data]),
};

describe('k-means', () => {
  test('splits four points of a rectangle along its long side', () => {
    const { centres, inertia } = kMeans(
      fromRows([
        [0, 0],
        [0, 2],
        [9, 0],
        [9, 2],
      ]),
      2,
      5,
      randomSource(1, 'rectangle'),
    );
    expect(inertia).toBe(4);
    expect([...centres.data].sort((a, b) => a - b)).toEqual([0, 1, 1, 9]);
  });

  test.each([
    [5, 5850.006],
    [10, 4551.383],
    [20, 3663.79],
  ])('with %i centres comes within a hundredth of the best inertia known of the digits', (clusters, best) => {
    const { inertia } = kMeans(all, clusters, 10, randomSource(1, 'k-means'));
    expect(inertia / best).toBeLessThan(1.01);
    expect(inertia / best).toBeGreaterThan(1 - 1e-4);
  });

  test('never raises its inertia, and ends where each centre is the mean of its samples', () => {
    let current = assign(all, kMeansPlusPlus(all, 10, randomSource(2, 'k-means')));
    const inertias = [current.inertia];
    for (let step = 0; step < 40; step++) {
      current = lloydStep(all, current);
      inertias.push(current.inertia);
    }
    inertias.slice(1).forEach((inertia, step) => {
      expect(inertia).toBeLessThanOrEqual(inertias[step] ?? 0);
    });
    expect(current.inertia).toBeLessThan(0.95 * (inertias[0] ?? 0));
  });

  test('leaves a centre without samples where it is', () => {
    const data = fromRows([[0], [1]]);
    expect([...lloydStep(data, assign(data, fromRows([[0.4], [50]]))).centres.data]).toEqual([0.5, 50]);
  });
});

describe('the perplexity of a codebook', () => {
  test('is its size where all words are used alike, and 1 where only one is', () => {
    expect(perplexity([0, 1, 2, 3, 3, 2, 1, 0], 4)).toBeCloseTo(4, 12);
    expect(perplexity([5, 5, 5], 32)).toBe(1);
  });

  test('of words used ½, ¼ and ¼ of the time is 2√2', () => {
    expect(perplexity([0, 0, 1, 2], 8)).toBeCloseTo(2 * Math.SQRT2, 12);
  });
});
