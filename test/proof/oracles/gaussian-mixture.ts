import { logSumExp, softmax } from './log-sum-exp';
import {
  addScaled,
  dot,
  fromRows,
  type Matrix,
  mean,
  row,
  rows,
  squaredDistance,
  squaredNorm,
  subtract,
  type Vector,
} from './matrix';

/** p(y) = Σ_k π_k N(y; μ_k, σ_k² I). */
export interface GaussianMixture {
  /** π, which sum to 1. */
  readonly weights: Vector;
  /** μ `[components, size]`. */
  readonly means: Matrix;
  /** σ² of each component, the same in all directions. */
  readonly variances: Vector;
}

/** The distribution behind the data set of eight Gaussians: on a circle of radius 2, each of deviation 0.2. */
export const eightGaussians: GaussianMixture = {
  weights: new Float64Array(8).fill(1 / 8),
  means: fromRows(
    Array.from({ length: 8 }, (_, k) => [2 * Math.cos((k * Math.PI) / 4), 2 * Math.sin((k * Math.PI) / 4)]),
  ),
  variances: new Float64Array(8).fill(0.2 ** 2),
};

/** log π_k + log N(y; μ_k, σ_k² I) for each component. */
function joint({ weights, means, variances }: GaussianMixture, y: Vector): Vector {
  return weights.map((weight, k) => {
    const variance = variances[k] as number;
    return (
      Math.log(weight) -
      (y.length / 2) * Math.log(2 * Math.PI * variance) -
      squaredDistance(y, row(means, k)) / (2 * variance)
    );
  });
}

/** log p(y). */
export const logDensity = (mixture: GaussianMixture, y: Vector): number => logSumExp(joint(mixture, y));

/** p(k | y). */
export const responsibilities = (mixture: GaussianMixture, y: Vector): Vector => softmax(joint(mixture, y));

/** The mean of −log p over samples `[N, size]`, in nats. */
export const negativeLogLikelihood = (mixture: GaussianMixture, data: Matrix): number =>
  -mean(rows(data).map((y) => logDensity(mixture, y)));

/**
 * One step of expectation and maximisation on samples `[N, size]`, which never lowers their likelihood.
 * A. P. Dempster, N. M. Laird, D. B. Rubin, “Maximum likelihood from incomplete data via the EM algorithm” (1977).
 */
export function expectationMaximization(mixture: GaussianMixture, data: Matrix): GaussianMixture {
  const samples = rows(data);
  const shares = samples.map((y) => responsibilities(mixture, y));
  const masses = mixture.weights.map((_, k) => shares.reduce((sum, share) => sum + (share[k] as number), 0));
  const means = fromRows(
    Array.from(masses, (mass, k) => {
      const sum = new Float64Array(data.columns);
      samples.forEach((y, n) => {
        addScaled(sum, (shares[n]?.[k] as number) / mass, y);
      });
      return sum;
    }),
  );
  const variances = masses.map((mass, k) => {
    const spread = samples.reduce(
      (sum, y, n) => sum + (shares[n]?.[k] as number) * squaredDistance(y, row(means, k)),
      0,
    );
    return spread / (mass * data.columns);
  });
  return { weights: masses.map((mass) => mass / data.rows), means, variances };
}

/** The mixture of y + σε with ε ~ N(0, I): every variance grows by σ². */
export const convolved = (mixture: GaussianMixture, sigma: number): GaussianMixture => ({
  ...mixture,
  variances: mixture.variances.map((variance) => variance + sigma ** 2),
});

/** ∇ log p(y) = Σ_k p(k | y) (μ_k − y) / σ_k². */
export function score(mixture: GaussianMixture, y: Vector): Vector {
  const result = new Float64Array(y.length);
  responsibilities(mixture, y).forEach((share, k) => {
    addScaled(result, share / (mixture.variances[k] as number), subtract(row(mixture.means, k), y));
  });
  return result;
}

/**
 * E[y | y + σε = ỹ] = ỹ + σ² ∇ log p_σ(ỹ): the best that any denoiser can answer.
 * Tweedie's formula: H. Robbins (1956); P. Vincent, “A connection between score matching and denoising autoencoders” (2011).
 */
export function posteriorMean(mixture: GaussianMixture, sigma: number, noisy: Vector): Vector {
  const result = noisy.slice();
  addScaled(result, sigma ** 2, score(convolved(mixture, sigma), noisy));
  return result;
}

/** The trace of Cov[y | ỹ]: the expected squared error that even the best denoiser makes at ỹ, summed over the axes. */
export function posteriorVariance(mixture: GaussianMixture, sigma: number, noisy: Vector): number {
  const shares = responsibilities(convolved(mixture, sigma), noisy);
  const overall = new Float64Array(noisy.length);
  let second = 0;
  shares.forEach((share, k) => {
    const variance = mixture.variances[k] as number;
    const pull = variance / (variance + sigma ** 2);
    const centre = row(mixture.means, k).slice();
    addScaled(centre, pull, subtract(noisy, row(mixture.means, k)));
    addScaled(overall, share, centre);
    second += share * (squaredNorm(centre) + noisy.length * pull * sigma ** 2);
  });
  return second - dot(overall, overall);
}
