import type { Trainer } from '../../core/training/trainer';
import { auroc } from './oracles/auroc';
import { eightGaussians, logDensity } from './oracles/gaussian-mixture';
import { type Matrix, rows } from './oracles/matrix';
import { gibbsNegativeLogLikelihood, gridPoints, klGap, logPartition } from './oracles/plane-density';
import { energies } from './system';

const grid = { half: 4, cells: 161 };

/** How far e^{−F} / Z on the square [−4, 4]² is from the eight Gaussians that samples `[N, 2]` were drawn from. */
export interface GibbsDensity {
  /** −log p a sample, in nats. */
  readonly negativeLogLikelihood: number;
  /** KL(truth ‖ model), in nats. */
  readonly gap: number;
  /** How often a point of the square has more energy than a sample. */
  readonly auroc: number;
}

export function gibbsDensity(trainer: Trainer, samples: Matrix): GibbsDensity {
  const onGrid = energies(trainer, gridPoints(grid));
  const onSamples = energies(trainer, samples);
  const logZ = logPartition(onGrid, grid);
  return {
    negativeLogLikelihood: gibbsNegativeLogLikelihood(onSamples, logZ),
    gap: klGap(
      rows(samples).map((y) => logDensity(eightGaussians, y)),
      onSamples,
      logZ,
    ),
    auroc: auroc(onSamples, onGrid),
  };
}
