import { variancePerDimension } from '../training/code-axes';
import type { Codes } from './draw-code';

/**
 * KL( N(mean, deviation²) ‖ N(0, 1) ) in nats of each dimension, the mean over samples, `[dimensions]`
 * (Kingma & Welling 2014, appendix B). Undefined for a code without deviations.
 */
export function klPerDimension({ dimensions, mean, deviation }: Codes): number[] | undefined {
  if (!deviation) return undefined;
  const sums = new Array<number>(dimensions).fill(0);
  for (const [index, mu] of mean.entries()) {
    const sigma = deviation[index] ?? 1;
    const dimension = index % dimensions;
    sums[dimension] = (sums[dimension] ?? 0) + (mu * mu + sigma * sigma - 1) / 2 - Math.log(sigma);
  }
  const samples = mean.length / dimensions;
  return sums.map((sum) => sum / samples);
}

/** How many dimensions carry something: the variance of their mean exceeds 10⁻² (Burda et al. 2016, section 5.2). */
export const activeDimensions = ({ mean, dimensions }: Codes): number =>
  variancePerDimension(mean, dimensions).filter((variance) => variance > 1e-2).length;
