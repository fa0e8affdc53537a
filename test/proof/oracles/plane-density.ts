import { logSumExp } from './log-sum-exp';
import { fromRows, type Matrix, mean } from './matrix';

/** A square of the plane, [−half, half]², and how many cells it has on a side. */
export interface PlaneGrid {
  readonly half: number;
  readonly cells: number;
}

/** The middles of the cells, `[cells², 2]`, where an energy is to be evaluated. */
export function gridPoints({ half, cells }: PlaneGrid): Matrix {
  const middle = (index: number): number => ((2 * index + 1) / cells - 1) * half;
  return fromRows(
    Array.from({ length: cells ** 2 }, (_, index) => [middle(index % cells), middle(Math.floor(index / cells))]),
  );
}

/** log Z = log ∫ exp(−E) over the square, by the midpoint rule from the energies at its grid points. */
export const logPartition = (gridEnergies: ArrayLike<number>, { half, cells }: PlaneGrid): number =>
  logSumExp(Array.from(gridEnergies, (energy) => -energy)) + 2 * Math.log((2 * half) / cells);

/** The mean of −log p(y) = E(y) + log Z in nats over points whose energies are given. */
export const gibbsNegativeLogLikelihood = (energies: ArrayLike<number>, logZ: number): number => mean(energies) + logZ;

/**
 * KL(p ‖ exp(−E)/Z) = E_p[log p(y) + E(y)] + log Z, estimated on samples of p: their true log-densities, and their energies
 * under the model.
 */
export const klGap = (trueLogDensities: ArrayLike<number>, energies: ArrayLike<number>, logZ: number): number =>
  mean(trueLogDensities) + gibbsNegativeLogLikelihood(energies, logZ);
