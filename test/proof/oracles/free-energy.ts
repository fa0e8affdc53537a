import { logSumExp } from './log-sum-exp';
import { type Matrix, rows, squaredDistance, type Vector } from './matrix';

/**
 * F_β(y) = −(1/β) log Σ_k π_k exp(−β ‖y − w_k‖²): soft k-means, the one-hot code marginalised. `centres` `[clusters, size]`,
 * `weights` π uniform by default. Y. LeCun et al., “A tutorial on energy-based learning” (2006).
 */
export function freeEnergy(
  y: Vector,
  centres: Matrix,
  beta: number,
  weights: Vector = new Float64Array(centres.rows).fill(1 / centres.rows),
): number {
  const exponents = rows(centres).map(
    (centre, k) => Math.log(weights[k] as number) - beta * squaredDistance(y, centre),
  );
  return -logSumExp(exponents) / beta;
}

/** F_∞(y) = min_k ‖y − w_k‖²: k-means, the one-hot code minimised. */
export const leastEnergy = (y: Vector, centres: Matrix): number =>
  Math.min(...rows(centres).map((centre) => squaredDistance(y, centre)));
