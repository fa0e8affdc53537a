import { centred, type Matrix, multiply, transpose, type Vector } from './matrix';
import { entropy } from './perplexity';
import { symmetricEigen } from './symmetric-eigen';

/**
 * exp(−Σ p ln p) with p = σᵢ / Σσ: how many singular values count. O. Roy, M. Vetterli, “The effective rank” (2007); as RankMe,
 * Q. Garrido et al. (2023). It does not see the scale: read it beside an absolute deviation.
 */
export function effectiveRank(singularValues: Vector): number {
  const total = singularValues.reduce((sum, value) => sum + value, 0);
  return Math.exp(entropy(singularValues.map((value) => value / total)));
}

/** Descending, of embeddings `[N, size]`, centred by their mean. */
export function centredSingularValues(embeddings: Matrix): Vector {
  const around = centred(embeddings);
  const narrow = around.rows < around.columns ? around : transpose(around);
  return symmetricEigen(multiply(narrow, transpose(narrow))).values.map((value) => Math.sqrt(Math.max(value, 0)));
}

/** RankMe of embeddings `[N, size]`. */
export const rankMe = (embeddings: Matrix): number => effectiveRank(centredSingularValues(embeddings));
