import { describe, expect, test } from 'vitest';
import { axesName, variancePerDimension, widestDimensions } from '../../../webview/training/code-axes';

/** Two samples at plus and minus each spread: the variance is its square. */
const codes = (...spreads: number[]) => ({
  dimensions: spreads.length,
  mean: Float32Array.from([...spreads, ...spreads.map((spread) => -spread)]),
});

describe('the dimensions of a code that a plane shows', () => {
  test('are the two of largest variance, in their own order', () => {
    expect(widestDimensions(codes(1, 3, 0.5, 5))).toEqual([1, 3]);
    expect(widestDimensions(codes(5, 0.1, 0.2, 3))).toEqual([0, 3]);
  });

  test('ignore where the codes lie', () => {
    const mean = Float32Array.from([100, -1, 0, 100, 1, 0.5]);
    expect(widestDimensions({ dimensions: 3, mean })).toEqual([1, 2]);
  });

  test('are both of two, and the one of one', () => {
    expect(widestDimensions(codes(0.1, 7))).toEqual([0, 1]);
    expect(widestDimensions(codes(2))).toEqual([0, undefined]);
  });

  test('stay when another is wider by a hair, and yield when it is wider by much', () => {
    expect(widestDimensions(codes(1, 1, 1.05), [0, 1])).toEqual([0, 1]);
    expect(widestDimensions(codes(1, 1.1, 1.5), [0, 1])).toEqual([1, 2]);
  });

  test('are named as in a paper, counted from one', () => {
    expect(axesName([2, 10])).toBe('z₃, z₁₁');
    expect(axesName([0, undefined])).toBe('z₁');
  });

  test('have the variance that the textbook gives', () => {
    // 1, 2, 3, 4: mean 2.5, variance 1.25.
    expect(variancePerDimension(Float32Array.from([1, 9, 2, 9, 3, 9, 4, 9]), 2)).toEqual([1.25, 0]);
  });
});
