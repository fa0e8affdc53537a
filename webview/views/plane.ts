/** A window of the plane with equal units on both axes. */
export interface Plane {
  readonly centre: readonly [number, number];
  /** Half the length of the shorter side of the window, in data units. */
  readonly half: number;
}

/** The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below a size: bounds that seldom move. */
export function niceCeiling(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= size * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The value below which a share of the finite values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Around the origin, wide enough for nearly all of the points: one that flies off does not shrink the rest. */
export function planeAroundOrigin(xs: readonly number[], ys: readonly number[], least: number): Plane {
  const reach = quantile(
    xs.map((x, index) => Math.max(Math.abs(x), Math.abs(ys[index] ?? 0))),
    0.99,
  );
  return { centre: [0, 0], half: niceCeiling(Math.max(least, 1.08 * reach)) };
}

/** Around the points themselves, its centre held to a coarse grid so that the picture stands still. */
export function planeAroundPoints(xs: readonly number[], ys: readonly number[]): Plane {
  const spans = [xs, ys].map((values) => [quantile(values, 0.005), quantile(values, 0.995)] as const);
  const half = niceCeiling(0.56 * Math.max(...spans.map(([low, high]) => high - low), 1e-6));
  const [x = 0, y = 0] = spans.map(([low, high]) => (Math.round((4 * (low + high)) / 2 / half) * half) / 4);
  return { centre: [x, y], half };
}

/** Round numbers inside an interval, about as many as wanted. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Adding 0 turns a negative zero into zero.
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, index) => Number(((first + index) * step).toPrecision(12)) + 0,
  );
}

/** Round numbers inside an interval of a logarithmic axis: 1, 2, 5 of each decade, or decades alone where they are many. */
export function logarithmicTicks(low: number, high: number, wanted: number): number[] {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return [];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const inside = (factors: readonly number[]): number[] =>
    decades
      .flatMap((decade) => factors.map((factor) => Number(`${factor}e${decade}`)))
      .filter((value) => value >= low && value <= high);
  const fine = inside([1, 2, 5]);
  if (fine.length <= wanted) return fine;
  const coarse = inside([1]);
  const every = Math.ceil(coarse.length / Math.max(1, wanted));
  return coarse.filter((_, index) => index % every === 0);
}
