import type { RandomSource } from '../../../core/data/random';
import { addScaled, fromRows, type Matrix, row, rows, squaredDistance, type Vector, zeros } from './matrix';

export interface Clustering {
  /** `[clusters, size]`. */
  readonly centres: Matrix;
  /** The nearest centre of each sample. */
  readonly assignment: Int32Array;
  /** Σₙ min_k ‖yₙ − w_k‖². */
  readonly inertia: number;
}

/** The nearest of `[clusters, size]` centres for each of `[N, size]` samples; the first where two are equally near. */
export function assign(data: Matrix, centres: Matrix): Clustering {
  const assignment = new Int32Array(data.rows);
  let inertia = 0;
  const all = rows(centres);
  rows(data).forEach((sample, n) => {
    let nearest = Number.POSITIVE_INFINITY;
    all.forEach((centre, k) => {
      const distance = squaredDistance(sample, centre);
      if (distance < nearest) [nearest, assignment[n]] = [distance, k];
    });
    inertia += nearest;
  });
  return { centres, assignment, inertia };
}

/** One step of S. P. Lloyd (1982): each centre becomes the mean of its samples; one without samples stays. */
export function lloydStep(data: Matrix, { centres, assignment }: Clustering): Clustering {
  const sums = zeros(centres.rows, centres.columns);
  const counts = new Int32Array(centres.rows);
  rows(data).forEach((sample, n) => {
    const k = assignment[n] as number;
    addScaled(row(sums, k), 1, sample);
    counts[k] = (counts[k] as number) + 1;
  });
  const moved = fromRows(
    rows(sums).map((sum, k) => {
      const count = counts[k] as number;
      return count === 0 ? row(centres, k) : sum.map((value) => value / count);
    }),
  );
  return assign(data, moved);
}

/** Lloyd's steps until no assignment changes. */
export function lloyd(data: Matrix, start: Matrix): Clustering {
  for (let current = assign(data, start); ; ) {
    const next = lloydStep(data, current);
    if (next.assignment.every((k, n) => k === current.assignment[n])) return next;
    current = next;
  }
}

/**
 * Centres among the samples, each drawn in proportion to its squared distance from those before it: of 2 + ln K such draws the
 * one that leaves the least inertia. D. Arthur, S. Vassilvitskii, “k-means++: the advantages of careful seeding” (2007).
 */
export function kMeansPlusPlus(data: Matrix, clusters: number, random: RandomSource): Matrix {
  const samples = rows(data);
  const trials = 2 + Math.floor(Math.log(clusters));
  const chosen = [random.integer(data.rows)];
  let distances = distancesWith(samples, chosen[0] ?? 0, new Float64Array(data.rows).fill(Number.POSITIVE_INFINITY));
  while (chosen.length < clusters) {
    const candidates = Array.from({ length: trials }, () => {
      const sample = drawn(distances, random);
      const left = distancesWith(samples, sample, distances);
      return { sample, left, inertia: total(left) };
    });
    const best = candidates.reduce((a, b) => (b.inertia < a.inertia ? b : a));
    chosen.push(best.sample);
    distances = best.left;
  }
  return fromRows(chosen.map((sample) => row(data, sample)));
}

/** Each sample's squared distance from the nearest centre, once one more sample is a centre. */
function distancesWith(samples: readonly Vector[], centre: number, before: Vector): Vector {
  const added = samples[centre] ?? new Float64Array();
  return before.map((distance, n) => Math.min(distance, squaredDistance(samples[n] ?? added, added)));
}

const total = (values: Vector): number => values.reduce((sum, value) => sum + value, 0);

/** An index, in proportion to its weight. */
function drawn(weights: Vector, random: RandomSource): number {
  let left = random.uniform() * total(weights);
  let index = 0;
  while (index < weights.length - 1 && left >= (weights[index] as number)) left -= weights[index++] as number;
  return index;
}

/** The least inertia of several runs of Lloyd from k-means++. */
export function kMeans(data: Matrix, clusters: number, restarts: number, random: RandomSource): Clustering {
  const run = (): Clustering => lloyd(data, kMeansPlusPlus(data, clusters, random));
  let best = run();
  for (let restart = 1; restart < restarts; restart++) {
    const other = run();
    if (other.inertia < best.inertia) best = other;
  }
  return best;
}
