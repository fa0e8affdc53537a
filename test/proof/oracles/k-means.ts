import type { RandomSource } from '../../../core/data/random';
import { addScaled, fromRows, type Matrix, row, rows, squaredDistance, zeros } from './matrix';

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
 * Centres among the samples, each drawn in proportion to its squared distance from those before it.
 * D. Arthur, S. Vassilvitskii, “k-means++: the advantages of careful seeding” (2007).
 */
export function kMeansPlusPlus(data: Matrix, clusters: number, random: RandomSource): Matrix {
  const samples = rows(data);
  const chosen = [row(data, random.integer(data.rows))];
  const distances = new Float64Array(data.rows).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < clusters) {
    const latest = chosen[chosen.length - 1] ?? new Float64Array();
    samples.forEach((sample, n) => {
      distances[n] = Math.min(distances[n] as number, squaredDistance(sample, latest));
    });
    let left = random.uniform() * distances.reduce((sum, value) => sum + value, 0);
    let next = 0;
    while (next < data.rows - 1 && left >= (distances[next] as number)) left -= distances[next++] as number;
    chosen.push(row(data, next));
  }
  return fromRows(chosen);
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
