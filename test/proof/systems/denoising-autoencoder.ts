import { randomSource } from '../../../core/data/random';
import { convolved, eightGaussians, posteriorMean, score } from '../oracles/gaussian-mixture';
import {
  centred,
  fromRows,
  type Matrix,
  matrix,
  row,
  rows,
  squaredDistance,
  squaredNorm,
  subtract,
} from '../oracles/matrix';
import { points } from '../points';
import type { Evidence, Proof } from '../proof';
import { block, given, trained } from '../system';

const seed = 1;
const sigma = 0.5;

function noisyOf(samples: Matrix): Matrix {
  const random = randomSource(0, 'denoising proof');
  return matrix(
    samples.rows,
    samples.columns,
    samples.data.map((value) => value + sigma * random.normal()),
  );
}

/** What a denoiser that was trained at a scale makes of noisy points `[N, 2]`. */
async function denoised(noisy: Matrix, steps: number, scale: number): Promise<Matrix> {
  const trainer = await trained('denoising-autoencoder', {
    seed,
    steps,
    change: (graph) => Object.assign(block(graph, 'corruption'), { scale }),
  });
  const result = given(trainer, noisy, (x) => trainer.model.reconstruct?.(x) ?? x);
  trainer.dispose();
  return result;
}

/** 1 − the share of the variance of a field `[N, 2]` that an estimate of it misses. */
const explained = (estimate: Matrix, field: Matrix): number =>
  1 - squaredDistance(estimate.data, field.data) / squaredNorm(centred(field).data);

/** The best denoiser of a mixture is known, and with it the score: (r(ỹ) − ỹ)/σ² = ∇ log p_σ(ỹ) (Vincent 2011). */
export const proof: Proof = {
  system: 'denoising-autoencoder',
  async prove(tier): Promise<readonly Evidence[]> {
    const { test } = points('eight-gaussians', seed);
    const noisy = noisyOf(test);
    const truth = fromRows(rows(noisy).map((y) => score(convolved(eightGaussians, sigma), y)));
    const best = fromRows(rows(noisy).map((y) => posteriorMean(eightGaussians, sigma, y)));
    const result = await denoised(noisy, tier === 'full' ? 4000 : 2500, sigma);
    const slope = fromRows(rows(result).map((y, n) => subtract(y, row(noisy, n)).map((value) => value / sigma ** 2)));
    const timid = await denoised(noisy, 300, 0.01);
    const bold = await denoised(test, 300, 2);
    return [
      {
        criterion: 'R² of (r(ỹ) − ỹ)/σ² to the score of the noisy density, at noisy held-out points',
        reference: '∇ log p_σ in closed form; PyTorch comes to 0.993',
        value: explained(slope, truth),
        bound: { above: 0.95 },
      },
      {
        criterion: 'error on noisy held-out points, relative to the best denoiser',
        reference: 'E[y|ỹ] in closed form (Tweedie)',
        value: squaredDistance(result.data, test.data) / squaredDistance(best.data, test.data),
        bound: { above: 0.95, below: 1.05 },
      },
      {
        criterion: 'fails with noise of 0.01: error on noisy points, relative to leaving them as they are',
        reference: 'the identity denoises nothing',
        value: squaredDistance(timid.data, test.data) / squaredDistance(noisy.data, test.data),
        bound: { above: 0.9 },
      },
      {
        criterion: 'fails with noise of 2, as wide as the ring: the variance that it leaves to clean points',
        reference: 'a Gaussian as wide as the data would leave (2.04 / 6.04)² = 0.11',
        value: squaredNorm(centred(bold).data) / squaredNorm(centred(test).data),
        bound: { below: 0.3 },
      },
    ];
  },
};
