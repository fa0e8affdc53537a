import { describe, expect, test } from 'vitest';
import { emptyCurve, extendCurve, totals } from '../../../webview/training/curve';

/** Steps `first + 1 …` of two terms: the step itself, and its square. */
const frame = (first: number, count: number) => ({
  firstStep: first,
  terms: Float32Array.from({ length: 2 * count }, (_, index) => {
    const step = first + Math.floor(index / 2) + 1;
    return index % 2 ? step * step : step;
  }),
});

describe('a curve of the energy terms', () => {
  test('keeps every step while there is room', () => {
    const curve = extendCurve(emptyCurve(2), frame(0, 5), 8);
    expect(curve.steps).toEqual([1, 2, 3, 4, 5]);
    expect(curve.terms).toEqual([
      [1, 2, 3, 4, 5],
      [1, 4, 9, 16, 25],
    ]);
    expect(totals(curve)).toEqual([2, 6, 12, 20, 30]);
  });

  test('never holds more points than its capacity, and counts every step once', () => {
    let curve = emptyCurve(2);
    for (let first = 0; first < 5000; first += 37) curve = extendCurve(curve, frame(first, 37), 64);
    expect(curve.steps.length).toBeLessThanOrEqual(64);
    expect(curve.counts.reduce((a, b) => a + b, 0)).toBe(5032);
    expect(curve.steps.at(-1)).toBe(5032);
  });

  test('shows the mean of the steps that a point stands for, however the frames were cut', () => {
    const whole = extendCurve(emptyCurve(2), frame(0, 32), 8);
    let pieces = emptyCurve(2);
    for (let first = 0; first < 32; first++) pieces = extendCurve(pieces, frame(first, 1), 8);
    // Eight points of four steps: the mean of 1 … 4 is 2.5, that of 29 … 32 is 30.5.
    expect(whole.terms[0]).toEqual([2.5, 6.5, 10.5, 14.5, 18.5, 22.5, 26.5, 30.5]);
    // The mean of 1, 4, 9 and 16.
    expect(whole.terms[1]?.[0]).toBe(7.5);
    expect(pieces.steps).toEqual(whole.steps);
    for (const [term, series] of pieces.terms.entries()) {
      for (const [point, value] of series.entries()) expect(value).toBeCloseTo(whole.terms[term]?.[point] ?? 0, 6);
    }
  });

  test('begins anew when the steps begin anew', () => {
    const before = extendCurve(emptyCurve(2), frame(0, 20), 64);
    expect(extendCurve(before, frame(0, 3), 64).steps).toEqual([1, 2, 3]);
  });

  test('is left alone by a frame without steps, and never changed in place', () => {
    const before = extendCurve(emptyCurve(2), frame(0, 3), 64);
    expect(extendCurve(before, { firstStep: 3, terms: new Float32Array() }, 64)).toBe(before);
    extendCurve(before, frame(3, 3), 64);
    expect(before.steps).toEqual([1, 2, 3]);
  });
});
