import { describe, expect, test } from 'vitest';
import { growthExponent, quantile, time } from '../../bench/measurement';

describe('the measure of a benchmark', () => {
  test('a quantile lies between its neighbours as far as its fraction says', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([5, 1, 3], 0.5)).toBe(3);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.75)).toBe(7);
  });

  test('the exponent of a power is that power, whatever stands before it', () => {
    const powers = [1, 1.5, 2].map((k) => growthExponent([60, 125, 500].map((x) => [x, 7 * x ** k] as const)));
    for (const [index, k] of [1, 1.5, 2].entries()) expect(powers[index]).toBeCloseTo(k, 10);
  });

  test('warm-up rounds are run and not counted', () => {
    const rounds: number[] = [];
    const { median } = time(
      (round) => {
        rounds.push(round);
        const end = performance.now() + (round < 2 ? 50 : 1);
        while (performance.now() < end);
      },
      { warmUp: 2, rounds: 3 },
    );
    expect(rounds).toEqual([0, 1, 2, 3, 4]);
    expect(median).toBeLessThan(25);
  });
});
