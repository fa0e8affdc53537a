import type { LabelledSamples } from './datasets';
import { type RandomSource, randomSource } from './random';

const [trainSize, testSize] = [4096, 1024];
/** Steps in each half of a sequence. */
const half = 4;
/** How far the point moves in a step. */
const step = 0.25;
const bend = Math.PI / 3;
/** Standard deviation of each coordinate of each point about the path. */
const noise = 0.02;

/**
 * Sequences `[sample, 8, 2]`: from a place uniform in [−1, 1]² a point moves straight by ℓ = 0.25 a step in a direction
 * uniform on the circle, for four places, and then by the same ℓ in a direction turned by α = ±60°, each sign with
 * probability ½; every coordinate has noise of σ = 0.02. The label is 0 for a bend to the right, 1 to the left.
 *
 * Who knows the path and its direction, but not the bend, does best by the mean of both branches, and errs in the four
 * places to come, k = 1 … 4, by the expected squared distance
 *
 *   Σ_k (k ℓ sin α)² + 8 σ² = 30 ℓ² sin² α + 8 σ² = 1.40945.
 *
 * Who knows the four noisy places alone, lays the line of least squares through them and goes on along it at cos α of its
 * pace, errs by 2 σ² Σ_k [1/4 + (3/2 + k cos α)² / 5] = 14.6 σ² = 0.00584 more.
 */
export const drawForks = (seed: number): { train: LabelledSamples; test: LabelledSamples } => ({
  train: draw(trainSize, randomSource(seed, 'forks train')),
  test: draw(testSize, randomSource(seed, 'forks test')),
});

function draw(size: number, random: RandomSource): LabelledSamples {
  const data = new Float32Array(size * 4 * half);
  const labels = new Int32Array(size);
  for (let sample = 0; sample < size; sample++) {
    let [x, y] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    let direction = 2 * Math.PI * random.uniform();
    const left = random.integer(2);
    for (let time = 0; time < 2 * half; time++) {
      if (time === half) direction += left ? bend : -bend;
      if (time > 0) {
        x += step * Math.cos(direction);
        y += step * Math.sin(direction);
      }
      data.set([x + noise * random.normal(), y + noise * random.normal()], 2 * (2 * half * sample + time));
    }
    labels[sample] = left;
  }
  return { values: { shape: [size, 2 * half, 2], data }, labels };
}
