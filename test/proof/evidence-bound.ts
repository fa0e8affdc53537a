import type { Tensor } from '@tensorflow/tfjs-core';
import type { Trainer } from '../../core/training/trainer';
import { columnMeans, type Matrix, mean, rows } from './oracles/matrix';
import { given } from './system';

/* The two parts of −ELBO of a variational autoencoder, and what a model without a code pays for pixels. */

export interface Posterior {
  readonly mean: Matrix;
  readonly logVariance: Matrix;
}

/** q(z|x) of samples `[N, size]`: each `[N, dimensions]`. */
export function posterior(trainer: Trainer, samples: Matrix): Posterior {
  const of = (name: 'mean' | 'logVariance'): Matrix =>
    given(trainer, samples, (x): Tensor => trainer.model.posterior?.(x)[name] ?? x);
  return { mean: of('mean'), logVariance: of('logVariance') };
}

/** KL(q(zᵢ|x) ‖ N(0, 1)) of each dimension, averaged over samples, in nats. */
export function divergences({ mean: mu, logVariance }: Posterior): Float64Array {
  const each = mu.data.map((value, index) => {
    const log = logVariance.data[index] as number;
    return 0.5 * (value ** 2 + Math.exp(log) - 1 - log);
  });
  return columnMeans({ ...mu, data: each });
}

export const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** Cross-entropy of held-out digits under the mean of each pixel, in nats a sample. */
export function marginalSurprise(train: Matrix, test: Matrix): number {
  const p = columnMeans(train).map((value) => Math.min(Math.max(value, 1e-6), 1 - 1e-6));
  return mean(
    rows(test).map((y) =>
      sum(y.map((value, i) => -value * Math.log(p[i] as number) - (1 - value) * Math.log(1 - (p[i] as number)))),
    ),
  );
}
