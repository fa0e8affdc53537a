import type { Labelled } from './linear-probe';
import { type Matrix, rows, squaredDistance, type Vector } from './matrix';

/** The class that most of the k nearest labelled samples have, the smaller class where as many have another. */
export function nearestNeighbours({ values, labels }: Labelled, k: number, samples: Matrix): Int32Array {
  const known = rows(values);
  return Int32Array.from(rows(samples), (sample) => vote(known, labels, k, sample));
}

function vote(known: readonly Vector[], labels: Int32Array, k: number, sample: Vector): number {
  const nearest = known
    .map((each, n) => ({ distance: squaredDistance(each, sample), label: labels[n] as number }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k);
  const votes = new Map<number, number>();
  for (const { label } of nearest) votes.set(label, (votes.get(label) ?? 0) + 1);
  return [...votes].sort(([a, first], [b, second]) => second - first || a - b)[0]?.[0] ?? 0;
}

/** The fraction of predictions that are right. */
export const accuracy = (predictions: Int32Array, labels: Int32Array): number =>
  predictions.filter((prediction, n) => prediction === labels[n]).length / labels.length;
