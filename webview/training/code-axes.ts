import type { ProbeFrame } from '../../core/training/protocol';

/** The dimensions of a code that a plane shows, from 0, rising; a code of one dimension has no second. */
export type CodeAxes = readonly [number, number | undefined];

/** A pair keeps its place until another's variance is larger by this much, so that the picture does not flicker. */
const advantage = 1.15;

/** The two dimensions along which the codes vary most, for codes `[samples, dimensions]`. */
export function widestDimensions(
  { dimensions, mean }: Pick<NonNullable<ProbeFrame['codes']>, 'dimensions' | 'mean'>,
  previous?: CodeAxes,
): CodeAxes {
  if (dimensions < 2) return [0, undefined];
  if (dimensions === 2) return [0, 1];
  const variances = variancePerDimension(mean, dimensions);
  const [kept, other] = previous ?? [];
  const favoured = variances.map((variance, index) =>
    index === kept || index === other ? variance * advantage : variance,
  );
  const order = favoured.map((_, index) => index).sort((a, b) => (favoured[b] ?? 0) - (favoured[a] ?? 0));
  const [first = 0, second = 1] = order;
  return first < second ? [first, second] : [second, first];
}

/** The variance over samples of each dimension, by Welford's update (1962). */
export function variancePerDimension(values: Float32Array, dimensions: number): number[] {
  const means = new Array<number>(dimensions).fill(0);
  const squares = new Array<number>(dimensions).fill(0);
  const samples = Math.floor(values.length / dimensions);
  for (let sample = 0; sample < samples; sample++) {
    for (let index = 0; index < dimensions; index++) {
      const value = values[sample * dimensions + index] ?? 0;
      const before = means[index] ?? 0;
      const after = before + (value - before) / (sample + 1);
      means[index] = after;
      squares[index] = (squares[index] ?? 0) + (value - before) * (value - after);
    }
  }
  return squares.map((square) => square / Math.max(1, samples));
}

const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** `z₁₂` for the dimension of index 11. */
export const dimensionName = (index: number): string =>
  `z${[...String(index + 1)].map((digit) => subscripts[Number(digit)]).join('')}`;

/** `z₃, z₁₁`. */
export const axesName = ([first, second]: CodeAxes): string =>
  second === undefined ? dimensionName(first) : `${dimensionName(first)}, ${dimensionName(second)}`;
