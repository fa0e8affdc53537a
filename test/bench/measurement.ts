/** One thing measured beside another, on one machine in one run. */
export interface Measurement {
  readonly case: string;
  /** `node`, or a backend of TensorFlow.js and where it ran, as in `wasm, Chromium`. */
  readonly backend: string;
  /** The median, in milliseconds. */
  readonly oursMs: number;
  /** What it is compared with, in words; null where it stands alone. */
  readonly peer: string | null;
  readonly peerMs: number | null;
  /** oursMs / peerMs: below 1 is faster than the peer. */
  readonly ratio: number | null;
  /** Half the distance between the quartiles of our times, as a fraction of their median. */
  readonly spread: number;
  /** GPU programs that one run of it takes; null where there is no GPU. */
  readonly programs: number | null;
  /** Bytes that one run of it moves to a device and back; absent where there is none. */
  readonly bytesMoved?: number;
  /** What the machine could do it in: the multiply-adds at the peak of a product of matrices, and the launches. */
  readonly limitMs?: number;
}

/** A bar that a case has to clear. */
export interface Bar {
  readonly words: string;
  readonly cleared: boolean;
}

export interface Outcome {
  readonly measurements: readonly Measurement[];
  /** What follows from the numbers, a sentence each. */
  readonly notes: readonly string[];
  readonly bars: readonly Bar[];
}

/** What `npm run bench` can measure: one a file of `cases`. */
export interface BenchCase {
  readonly name: string;
  readonly about: string;
  run(options: { readonly quick: boolean }): Promise<Outcome>;
}

export interface Timing {
  readonly median: number;
  readonly spread: number;
}

/** Times some work: warm-up rounds that do not count, then rounds that do. `round` counts from 0, warm-up and all. */
export function time(work: (round: number) => unknown, { warmUp, rounds }: { warmUp: number; rounds: number }): Timing {
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const start = performance.now();
    work(round);
    if (round >= warmUp) times.push(performance.now() - start);
  }
  return timing(times);
}

export function timing(times: readonly number[]): Timing {
  const median = quantile(times, 0.5);
  return { median, spread: (quantile(times, 0.75) - quantile(times, 0.25)) / 2 / median };
}

/** A row of ours beside a peer. */
export const beside = (
  what: Pick<Measurement, 'case' | 'backend'> & Partial<Measurement>,
  ours: Timing,
  peer?: { readonly name: string; readonly timing: Timing },
): Measurement => ({
  programs: null,
  ...what,
  oursMs: ours.median,
  spread: ours.spread,
  peer: peer?.name ?? null,
  peerMs: peer?.timing.median ?? null,
  ratio: peer ? ours.median / peer.timing.median : null,
});

/** With linear interpolation between neighbours. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * fraction;
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return low + (high - low) * (at - Math.floor(at));
}

/** k of the least-squares line log y = k log x + c: y grows as x to the k. */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const [meanX, meanY] = [0, 1].map((axis) => logs.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / logs.length);
  const deviations = logs.map(([x, y]) => [x - (meanX ?? 0), y - (meanY ?? 0)] as const);
  return deviations.reduce((sum, [x, y]) => sum + x * y, 0) / deviations.reduce((sum, [x]) => sum + x * x, 0);
}
