import type { CurveFrame } from '../../core/training/protocol';

/** Energy terms over a whole run in a bounded number of points: each is the mean of `stride` steps. */
export interface Curve {
  /** Steps a point stands for; doubles when the points run out. */
  readonly stride: number;
  /** The last step that each point has seen, counted from 1, `[points]`, rising. */
  readonly steps: readonly number[];
  /** How many steps each point has seen, `[points]`: `stride`, but for the first and the last. */
  readonly counts: readonly number[];
  /** `[terms][points]`, in the order of the manifest's terms. */
  readonly terms: readonly (readonly number[])[];
}

export const curvePoints = 1024;

export const emptyCurve = (terms: number): Curve => ({
  stride: 1,
  steps: [],
  counts: [],
  terms: Array.from({ length: terms }, () => []),
});

/** The curve with a frame's steps behind it. Where some of them are already there, the run was taken back. */
export function extendCurve(curve: Curve, frame: CurveFrame, capacity = curvePoints): Curve {
  const width = curve.terms.length;
  if (!width || !frame.terms.length) return curve;
  const grown = mutable(cutCurve(curve, frame.firstStep));
  for (let row = 0; row * width < frame.terms.length; row++) {
    append(grown, frame.firstStep + row + 1, frame.terms.subarray(row * width, (row + 1) * width));
    while (grown.steps.length > capacity) halve(grown);
  }
  return grown;
}

/** The points up to a step; a point that stands for steps on both sides of it goes. */
export function cutCurve(curve: Curve, step: number): Curve {
  const past = curve.steps.findIndex((last) => last > step);
  if (past < 0) return curve;
  const { stride, steps, counts, terms } = curve;
  return {
    stride,
    steps: steps.slice(0, past),
    counts: counts.slice(0, past),
    terms: terms.map((series) => series.slice(0, past)),
  };
}

interface MutableCurve {
  stride: number;
  steps: number[];
  counts: number[];
  terms: number[][];
}

const mutable = ({ stride, steps, counts, terms }: Curve): MutableCurve => ({
  stride,
  steps: [...steps],
  counts: [...counts],
  terms: terms.map((values) => [...values]),
});

const bucket = (step: number, stride: number): number => Math.floor((step - 1) / stride);

function append(curve: MutableCurve, step: number, values: Float32Array): void {
  const point = curve.steps.length - 1;
  const before = curve.steps[point];
  if (before === undefined || bucket(before, curve.stride) !== bucket(step, curve.stride)) {
    curve.steps.push(step);
    curve.counts.push(1);
    for (const [term, series] of curve.terms.entries()) series.push(values[term] ?? Number.NaN);
    return;
  }
  const count = curve.counts[point] ?? 0;
  curve.steps[point] = step;
  curve.counts[point] = count + 1;
  for (const [term, series] of curve.terms.entries()) {
    const mean = series[point] ?? 0;
    series[point] = mean + ((values[term] ?? Number.NaN) - mean) / (count + 1);
  }
}

/** Joins the points that fall together at twice the stride. */
function halve(curve: MutableCurve): void {
  const { steps, counts, terms } = curve;
  curve.stride *= 2;
  let kept = -1;
  let keptBucket = Number.NaN;
  for (const [point, step] of steps.entries()) {
    const count = counts[point] ?? 0;
    if (bucket(step, curve.stride) !== keptBucket) {
      kept++;
      keptBucket = bucket(step, curve.stride);
      counts[kept] = count;
      for (const series of terms) series[kept] = series[point] ?? Number.NaN;
    } else {
      const total = (counts[kept] ?? 0) + count;
      for (const series of terms) {
        const mean = series[kept] ?? Number.NaN;
        series[kept] = mean + (((series[point] ?? Number.NaN) - mean) * count) / total;
      }
      counts[kept] = total;
    }
    steps[kept] = step;
  }
  for (const series of [steps, counts, ...terms]) series.length = kept + 1;
}

/** The sum of the terms at each point: the energy, `[points]`. */
export const totals = (curve: Curve): number[] =>
  curve.steps.map((_, point) => curve.terms.reduce((sum, series) => sum + (series[point] ?? Number.NaN), 0));
