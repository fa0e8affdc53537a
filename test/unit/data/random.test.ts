import { describe, expect, it } from 'vitest';
import { fnv1a64, fromBits, pcg32, randomSource } from '../../../core/data/random';

const count = 100_000;

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [first, second] = [mean(one), mean(other)];
  const covariance = mean(one.map((value, index) => (value - first) * ((other[index] ?? 0) - second)));
  const variance = (values: readonly number[], centre: number) => mean(values.map((value) => (value - centre) ** 2));
  return covariance / Math.sqrt(variance(one, first) * variance(other, second));
}

describe('pcg32', () => {
  it('draws round 1 of the published pcg32-demo', () => {
    const next = pcg32(42n, 54n);
    const bits = Array.from({ length: 6 }, () => next().toString(16));
    expect(bits).toEqual(['a15c02b7', '7b47f409', 'ba1d3330', '83d2f293', 'bfa4784b', 'cbed606e']);
    const random = fromBits(next);
    const coins = Array.from({ length: 65 }, () => (random.integer(2) === 1 ? 'H' : 'T')).join('');
    expect(coins).toBe('HHTTTHTHHHTHTTTHHHHHTTTHHHTHTHTHTTHTTTHHHHHHTTTTHHTTTTTHTTTTTTTHT');
    const rolls = Array.from({ length: 33 }, () => random.integer(6) + 1).join(' ');
    expect(rolls).toBe('3 4 1 1 2 2 3 2 4 3 2 4 3 3 5 2 3 1 3 1 5 1 4 1 5 6 4 6 6 2 6 3 3');
  });
});

describe('fnv1a64', () => {
  it.each([
    ['', 0xcbf29ce484222325n],
    ['a', 0xaf63dc4c8601ec8cn],
    ['foobar', 0x85944171f73967e8n],
  ])('hashes %j to its published value', (text, hash) => {
    expect(fnv1a64(text)).toBe(hash);
  });
});

describe('randomSource', () => {
  it('repeats from the same seed and purpose', () => {
    expect(randomSource(7, 'shuffle').permutation(50)).toEqual(randomSource(7, 'shuffle').permutation(50));
  });

  it('draws uncorrelated numbers for other purposes and neighbouring seeds', () => {
    const draw = (seed: number, purpose: string) => {
      const random = randomSource(seed, purpose);
      return Array.from({ length: count }, random.uniform);
    };
    const reference = draw(0, 'data');
    for (const other of [draw(0, 'shuffle'), draw(1, 'data'), draw(2, 'data'), draw(-0.5, 'data')]) {
      expect(Math.abs(correlation(reference, other))).toBeLessThan(4 / Math.sqrt(count));
    }
  });

  it('draws uniform numbers of mean 1/2 and variance 1/12 in [0, 1)', () => {
    const random = randomSource(1, 'uniform');
    const values = Array.from({ length: count }, random.uniform);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / count));
  });

  it('draws normal numbers with the first four moments of the standard normal', () => {
    const random = randomSource(1, 'normal');
    const values = Array.from({ length: count }, random.normal);
    // The variances of the sample moments are E[z^2k] − E[z^k]².
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const moment = values.reduce((sum, value) => sum + value ** power, 0) / count;
      expect(Math.abs(moment - expected)).toBeLessThan(4 * Math.sqrt(variance / count));
    }
  });

  it('puts every element at every place of a permutation equally often', () => {
    const random = randomSource(1, 'permutation');
    const draws = 20_000;
    const places = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
    for (let draw = 0; draw < draws; draw++) {
      random.permutation(5).forEach((element, place) => {
        const row = places[place] as number[];
        row[element] = (row[element] ?? 0) + 1;
      });
    }
    const expected = draws / 5;
    const chiSquare = places.flat().reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    // The 99.9 % quantile of χ² with (5 − 1)² degrees of freedom.
    expect(chiSquare).toBeLessThan(39.252);
    expect([...random.permutation(1000)].sort((one, other) => one - other)).toEqual([...Array(1000).keys()]);
  });

  it('refuses a bound that has no integers below it', () => {
    expect(() => randomSource(0, 'x').integer(0)).toThrow('integer(below) needs an integer from 1 to 2³², not 0.');
  });
});
