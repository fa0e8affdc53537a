import type { Vector } from './matrix';

/*
 * Probabilistic PCA: y = W z + μ + σε with z, ε standard normal. M. E. Tipping, C. M. Bishop (1999). It is the optimum of a
 * variational auto-encoder that is linear both ways and whose σ² is given: J. Lucas, G. Tucker, R. Grosse, M. Norouzi, “Don't
 * blame the ELBO!” (2019). `variances` are all eigenvalues λ of the data's covariance, descending.
 */

export interface LinearAutoencoder {
  /** λ, `[size]`, descending. */
  readonly variances: Vector;
  /** The dimensions k of the code. */
  readonly dimensions: number;
  /** σ² of a pixel. */
  readonly noise: number;
}

const active = ({ variances, dimensions, noise }: LinearAutoencoder): Vector =>
  variances.slice(0, dimensions).filter((variance) => variance > noise);

/** How many dimensions carry anything: #{i ≤ k: λᵢ > σ²}. */
export const activeUnits = (model: LinearAutoencoder): number => active(model).length;

/** KL(q(zᵢ|y) ‖ p(zᵢ)) averaged over the data, of each active dimension: ½ ln(λᵢ/σ²) nats. */
export const klPerDimension = (model: LinearAutoencoder): Vector =>
  active(model).map((variance) => 0.5 * Math.log(variance / model.noise));

/** The least −ELBO in nats a sample, which is −log p(y) averaged: the posterior is Gaussian, so the bound is met. */
export function leastNegativeElbo(model: LinearAutoencoder): number {
  const { variances, noise } = model;
  const used = activeUnits(model);
  const logs = variances.slice(0, used).reduce((sum, variance) => sum + Math.log(variance), 0);
  const rest = variances.slice(used).reduce((sum, variance) => sum + variance, 0);
  return (
    0.5 *
    (variances.length * Math.log(2 * Math.PI) +
      logs +
      (variances.length - used) * Math.log(noise) +
      used +
      rest / noise)
  );
}

/** The σ² of maximum likelihood: the mean variance of the dimensions left out (Tipping & Bishop 1999, eq. 8). */
export const likeliestNoise = (variances: Vector, dimensions: number): number =>
  variances.slice(dimensions).reduce((sum, variance) => sum + variance, 0) / (variances.length - dimensions);
