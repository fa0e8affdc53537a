import {
  addScaled,
  at,
  centred,
  dot,
  fromRows,
  identity,
  type Matrix,
  multiply,
  row,
  rows,
  solve,
  subtract,
  transpose,
  zeros,
} from './matrix';
import type { PrincipalComponents } from './principal-components';
import { symmetricEigen } from './symmetric-eigen';

/** N(μ, Σ). */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Matrix;
}

/**
 * The marginal of probabilistic PCA, N(μ, W Wᵀ + σ² I) with W = V (Λ − σ²)^½ over the first `dimensions` components, without
 * those whose variance is below the noise (Tipping & Bishop 1999, eq. 7).
 */
export function probabilisticPca(
  { mean, variances, components }: PrincipalComponents,
  dimensions: number,
  noise: number,
): Gaussian {
  const covariance = identity(mean.length);
  covariance.data.forEach((value, index) => {
    covariance.data[index] = value * noise;
  });
  for (let i = 0; i < dimensions; i++) {
    const excess = (variances[i] as number) - noise;
    if (excess <= 0) break;
    const direction = row(components, i);
    direction.forEach((value, j) => {
      addScaled(row(covariance, j), excess * value, direction);
    });
  }
  return { mean, covariance };
}

/** The mean of −log N(y; μ, Σ) over samples `[N, size]`, in nats. */
export function gaussianNegativeLogLikelihood({ mean, covariance }: Gaussian, data: Matrix): number {
  const around = centred(data, mean);
  const white = transpose(solve(covariance, transpose(around)));
  const quadratic = dot(around.data, white.data) / data.rows;
  const logs = symmetricEigen(covariance).values.reduce((sum, value) => sum + Math.log(value), 0);
  return 0.5 * (mean.length * Math.log(2 * Math.PI) + logs + quadratic);
}

/**
 * E[y_H | y_V] = μ_H + Σ_HV Σ_VV⁻¹ (y_V − μ_V) of samples `[N, size]`, of which the columns `visible` are read: `[N, hidden]`,
 * the other columns in their order.
 */
export function conditionalMean({ mean, covariance }: Gaussian, visible: readonly number[], data: Matrix): Matrix {
  const seen = new Set(visible);
  const hidden = Array.from(mean, (_, index) => index).filter((index) => !seen.has(index));
  const block = (first: readonly number[], second: readonly number[]): Matrix =>
    fromRows(first.map((i) => second.map((j) => at(covariance, i, j))));
  const gain = transpose(solve(block(visible, visible), block(visible, hidden)));
  const means = (chosen: readonly number[]): Float64Array =>
    Float64Array.from(chosen, (index) => mean[index] as number);
  const around = fromRows(
    rows(data).map((y) =>
      subtract(
        Float64Array.from(visible, (index) => y[index] as number),
        means(visible),
      ),
    ),
  );
  const result = hidden.length ? multiply(around, transpose(gain)) : zeros(data.rows, 0);
  for (const each of rows(result)) addScaled(each, 1, means(hidden));
  return result;
}
