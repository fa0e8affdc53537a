import { describe, expect, test } from 'vitest';
import { asImage } from '../../../webview/views/as-image';
import { activeDimensions, klPerDimension } from '../../../webview/views/code-statistics';
import { choiceCounts } from '../../../webview/views/draw-choices';
import { imagePixels } from '../../../webview/views/draw-images';
import { depths } from '../../../webview/views/draw-landscape';
import { pathOf } from '../../../webview/views/draw-paths';
import { byLabel } from '../../../webview/views/draw-points';
import { binned } from '../../../webview/views/draw-series';
import { chartData } from '../../../webview/views/energy-columns';
import { gridOf } from '../../../webview/views/grid';
import { whyNoCode } from '../../../webview/views/no-code';
import { formatCount, formatNumber } from '../../../webview/views/number-format';
import { logarithmicTicks, niceCeiling, planeAroundOrigin, ticks } from '../../../webview/views/plane';
import { sampleCount, sampleKind } from '../../../webview/views/sample-kind';
import { drawingOf } from '../../../webview/views/sample-picture';

describe('numbers for people', () => {
  test('have about four figures, thin spaces and a true minus', () => {
    expect([104.6, 98.451, 6.1, 0.01234, 0, -3.5, 12340].map(formatNumber)).toEqual([
      '104.6',
      '98.45',
      '6.10',
      '0.012',
      '0.00',
      '−3.50',
      '12\u2009340',
    ]);
    expect([0.00042, 3.2e8, Number.NaN, Number.NEGATIVE_INFINITY].map(formatNumber)).toEqual([
      '4.2·10⁻⁴',
      '3.2·10⁸',
      'NaN',
      '−∞',
    ]);
    expect(formatCount(3420)).toBe('3\u2009420');
    expect(formatCount(999)).toBe('999');
  });
});

describe('axes', () => {
  test('end at round numbers', () => {
    expect([0.7, 1, 1.01, 2.3, 47, 81].map(niceCeiling)).toEqual([0.8, 1, 1.5, 3, 50, 100]);
  });

  test('carry round ticks inside their bounds', () => {
    expect(ticks(-2.3, 2.3, 4)).toEqual([-2, 0, 2]);
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(1, 1, 5)).toEqual([]);
  });

  test('carry 1, 2, 5 of a decade on a logarithmic scale, decades where those would be too many', () => {
    expect(logarithmicTicks(0.9, 60, 6)).toEqual([1, 2, 5, 10, 20, 50]);
    expect(logarithmicTicks(0.09, 1100, 5)).toEqual([0.1, 1, 10, 100, 1000]);
    expect(logarithmicTicks(-1, 10, 5)).toEqual([]);
  });

  test('are not stretched by one code that flies off', () => {
    const xs = Array.from({ length: 500 }, (_, index) => Math.sin(index));
    expect(planeAroundOrigin([...xs, 1000], [...xs, 0], 1).half).toBe(1.5);
  });
});

describe('a grid of pictures', () => {
  const request = { width: 312, height: 170, imageWidth: 28, imageHeight: 28, count: 20, wanted: 20, gap: 2 };

  test('shows twenty pairs as two rows of ten', () => {
    expect(gridOf({ ...request, stack: 2 })).toMatchObject({ columns: 10, rows: 4, cellWidth: 28 });
  });

  test('enlarges small pictures by whole or half pixels', () => {
    const { cellWidth } = gridOf({ ...request, imageWidth: 8, imageHeight: 8 });
    expect(cellWidth % 4).toBe(0);
    expect(cellWidth).toBeGreaterThanOrEqual(32);
  });

  test.each([40, 90, 160, 400])('stays inside a box of width %i', (width) => {
    const { columns, cellWidth, gap, left } = gridOf({ ...request, width });
    expect(left + columns * (cellWidth + gap) - gap).toBeLessThanOrEqual(width);
  });
});

describe('samples', () => {
  test('are pictures, points or unseen, by their shape', () => {
    expect(sampleKind([28, 28, 1])).toEqual({ kind: 'image', height: 28, width: 28, channels: 1 });
    expect(sampleKind([2])).toEqual({ kind: 'point' });
    expect(sampleKind([8, 2])).toEqual({ kind: 'path' });
    expect(sampleKind([28, 28])).toEqual({ kind: 'image', height: 28, width: 28, channels: 1 });
    expect(sampleKind([64]).kind).toBe('unseen');
    expect(sampleKind([8, 8, 5]).kind).toBe('unseen');
    expect(sampleCount(new Float32Array(3 * 784), [28, 28, 1])).toBe(3);
  });

  test('of volumes show their middle slice', () => {
    // Two volumes of four slices of 1×2: the third is shown.
    const values = Float32Array.from({ length: 16 }, (_, index) => index);
    expect(asImage({ shape: [4, 1, 2, 1], values })).toEqual({
      shape: [1, 2, 1],
      values: Float32Array.from([4, 5, 12, 13]),
    });
  });

  test('of categories show the likeliest, from black for the first to white for the last', () => {
    const values = Float32Array.from([1, 0, 0, 0, 0.2, 0.1, 0.6, 0.1, -5, -4, -3, -2]);
    const { shape, values: shown } = asImage({ shape: [1, 3, 4], values });
    expect(shape).toEqual([1, 3, 1]);
    expect([...shown]).toEqual([0, Math.fround(2 / 3), 1]);
  });

  test('of colours, greys, points and sequences stay as they are', () => {
    for (const shape of [[8, 8, 1], [8, 8, 3], [2], [8, 2]]) {
      const samples = { shape, values: Float32Array.from([1, 2]) };
      expect(asImage(samples)).toEqual(samples);
    }
  });

  test('of sequences are paths of their own points', () => {
    const paths = { values: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), length: 2 };
    expect(pathOf(paths, 1)).toEqual([
      [4, 5],
      [6, 7],
    ]);
  });

  test.each([
    ['a volume', [4, 2, 2, 1], 16],
    ['categories', [2, 2, 4], 16],
    ['a sequence', [8, 2], 16],
    ['a future beside the whole', [4, 2], 8],
    ['a half beside the whole', [2, 1, 1], 2],
  ] as const)('%s has a picture', (_, shape, size) => {
    const beside = { shape: [8, 2], values: new Float32Array(16), joined: true };
    const look = { colour: 'green', numbered: false, wanted: 4 } as const;
    expect(drawingOf({ ...look, shape, values: new Float32Array(size), beside })).toBeTypeOf('function');
  });

  test('become grey or coloured bytes, held to the range of a screen', () => {
    expect([...imagePixels(Float32Array.from([0, 1, 2, -1]), { channels: 1 })]).toEqual([
      0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 255,
    ]);
    expect([...imagePixels(Float32Array.from([1, 0, 0.2]), { channels: 3 })]).toEqual([255, 0, 51, 255]);
  });

  test('fall into their classes, or into one where there are none', () => {
    expect([...byLabel(4, Int32Array.from([1, 0, 1, 1]))]).toEqual([
      [1, [0, 2, 3]],
      [0, [1]],
    ]);
    expect([...byLabel(2, undefined)]).toEqual([[undefined, [0, 1]]]);
  });
});

describe('the statistics of a code', () => {
  test('know the divergence of a Gaussian from the prior in closed form', () => {
    const codes = { dimensions: 2, mean: Float32Array.from([0, 1, 0, 1]), deviation: Float32Array.from([1, 2, 1, 2]) };
    const [collapsed, used] = klPerDimension({ ...codes, labels: undefined }) ?? [];
    expect(collapsed).toBe(0);
    // ½ (μ² + σ² − 1 − ln σ²) with μ = 1, σ = 2.
    expect(used).toBeCloseTo(2 - Math.log(2), 12);
  });

  test('call a dimension active where its mean varies by more than a hundredth', () => {
    const mean = Float32Array.from([0.05, 0.2, -0.05, -0.2]);
    expect(activeDimensions({ dimensions: 2, mean, deviation: undefined, labels: undefined })).toBe(1);
  });
});

describe('curves', () => {
  const curve = {
    stride: 1,
    steps: [1, 2],
    counts: [1, 1],
    terms: [
      [3, 0],
      [4, Number.NaN],
    ],
  };

  test('leave a hole where there is no number, or no logarithm', () => {
    expect(chartData(curve, true, false)).toEqual([
      [1, 2],
      [7, null],
      [3, 0],
      [4, null],
    ]);
    expect(chartData(curve, false, true)).toEqual([
      [1, 2],
      [3, null],
      [4, null],
    ]);
  });

  test('are averaged to what a narrow picture can show', () => {
    expect(binned([1, 3, 5, 7, 9, 11], 3)).toEqual([2, 6, 10]);
    expect(binned([1, 2], 3)).toEqual([1, 2]);
  });
});

describe('a landscape of the energy', () => {
  test('is 1 where the energy is lowest and 0 where it is high, and a wall leaves the valley its shades', () => {
    const energies = Float32Array.from([...Array.from({ length: 19 }, (_, index) => index), 1e6]);
    const shades = depths(energies);
    expect([shades[0], shades[9], shades[18], shades[19]]).toEqual([1, 0.5, 0, 0]);
  });

  test('that is flat has no valley, and what is not a number has no shade', () => {
    expect([...depths(Float32Array.from([2, 2, 2]))]).toEqual([0, 0, 0]);
    expect(depths(Float32Array.from([0, Number.NaN, 1]))[1]).toBe(0);
  });
});

test('the samples of each class are counted by the choice that they take, or by their shares in it', () => {
  const mean = Float32Array.from([1, 0, 0, 1, 0.25, 0.75]);
  expect(choiceCounts({ dimensions: 2, mean, deviation: undefined, labels: Int32Array.from([0, 1, 1]) })).toEqual([
    [1, 0.25],
    [0, 1.75],
  ]);
  expect(choiceCounts({ dimensions: 2, mean, deviation: undefined, labels: undefined })).toEqual([[1.25], [1.75]]);
});

test('a graph without a code to show says whether it has none or several, and what to do', () => {
  expect(whyNoCode([])).toBe('This graph has no code.');
  expect(whyNoCode(['what', 'where', 'when'])).toMatch(
    /^This graph has several codes, “what”, “where” and “when”, .*: join .* by Concatenate, and give it to one code\.$/,
  );
});
