import { at, centred, columnMeans, fromRows, type Matrix, mean, rows, squaredNorm } from './matrix';
import { covariance } from './principal-components';

/** The standard deviation of each dimension of embeddings `[N, size]`, meaned: 0 where they have collapsed. */
export const latentDeviation = (embeddings: Matrix): number => {
  const spread = covariance(embeddings);
  return mean(Array.from({ length: spread.rows }, (_, i) => Math.sqrt(at(spread, i, i))));
};

/**
 * The same of embeddings scaled to length 1, times √size: near 1 where they spread over the sphere. X. Chen, K. He, “Exploring
 * simple Siamese representation learning” (2021).
 */
export function normalizedDeviation(embeddings: Matrix): number {
  const directions = fromRows(
    rows(embeddings).map((z) => {
      const length = Math.sqrt(squaredNorm(z));
      return z.map((value) => value / length);
    }),
  );
  return latentDeviation(directions) * Math.sqrt(embeddings.columns);
}

/** Units whose posterior mean varies over the data: Var μᵢ > 0.01 (Y. Burda, R. Grosse, R. Salakhutdinov 2016). */
export function activeDimensions(posteriorMeans: Matrix, threshold = 0.01): number {
  const around = centred(posteriorMeans);
  const variances = columnMeans({ ...around, data: around.data.map((value) => value * value) });
  return variances.filter((variance) => variance > threshold).length;
}
