import * as tf from '@tensorflow/tfjs-core';
import { drawForks } from '../../../core/data/forks';
import type { Evidence, Proof } from '../proof';
import { remove, trained } from '../system';

/** As the data are drawn: the length of a step, the angle of the bend, the noise of a coordinate. */
const [step, bend, noise] = [0.25, Math.PI / 3, 0.02];
/** Σ k² over the four places to come. */
const squares = 30;
/** The least squared error of who knows nothing of the bend: the mean of both branches, and the noise to come. */
const ofTheMean = squares * (step * Math.sin(bend)) ** 2 + 8 * noise ** 2;
/**
 * The squared error of who knows the bend, and lays the line of least squares through the four noisy places of the past: at
 * the k-th place to come 2 σ² of noise, 2 σ² / 4 for the middle of the line and 2 σ² / 5 |3/2 + k e^{iα}|² for its slope.
 */
const ofTheLine = [1, 2, 3, 4].reduce((sum, k) => {
  const lever = 2.25 + 3 * k * Math.cos(bend) + k * k;
  return sum + 2 * noise ** 2 * (1 + 1 / 4 + lever / 5);
}, 0);

/** The sequence that bends the other way: its second half mirrored at the line of least squares through the first. */
function mirrored(sequence: Float32Array): Float32Array {
  const at = (time: number, axis: number): number => sequence[2 * time + axis] ?? 0;
  const [x, y] = [0, 1].map((axis) => ({
    middle: (at(0, axis) + at(1, axis) + at(2, axis) + at(3, axis)) / 4,
    slope: (-1.5 * at(0, axis) - 0.5 * at(1, axis) + 0.5 * at(2, axis) + 1.5 * at(3, axis)) / 5,
  })) as [{ middle: number; slope: number }, { middle: number; slope: number }];
  const length = Math.hypot(x.slope, y.slope);
  const [u, v] = [x.slope / length, y.slope / length];
  const result = sequence.slice();
  for (let time = 4; time < 8; time++) {
    const [a, b] = [at(time, 0) - x.middle, at(time, 1) - y.middle];
    const along = a * u + b * v;
    result.set([x.middle + 2 * along * u - a, y.middle + 2 * along * v - b], 2 * time);
  }
  return result;
}

/** What cannot be known of the future is a latent variable (LeCun 2022). */
export const proof: Proof = {
  system: 'predict-the-future',
  async prove(tier): Promise<readonly Evidence[]> {
    const { values } = drawForks(1).test;
    const samples = values.shape[0] ?? 0;
    const others = new Float32Array(values.data.length);
    for (let first = 0; first < others.length; first += 16) {
      others.set(mirrored(values.data.subarray(first, first + 16) as Float32Array), first);
    }
    const steps = tier === 'full' ? 6000 : 3000;

    const forked = await trained('predict-the-future', { steps });
    const { model } = forked;
    const some = Math.min(200, samples);
    const measured = tf.tidy(() => {
      const [x, mirror] = [values.data, others].map((each) => tf.tensor(each, [samples, 8, 2])) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const [few, fewMirror] = [x, mirror].map((each) => tf.slice(each, 0, some)) as [tf.Tensor, tf.Tensor];
      const past = tf.tile(
        tf.tensor(
          Float32Array.from({ length: 16 }, (_, at) => Number(at < 8)),
          [1, 8, 2],
        ),
        [some, 1, 1],
      );
      // Each from one start alone: some go the way that was taken, and some the other.
      const found = model.complete?.(few, past, { restarts: 1, steps: 400 }) ?? few;
      const to = (each: tf.Tensor) => tf.sum(tf.squaredDifference(found, each), [1, 2]);
      const number = (each: tf.Tensor): number => each.dataSync()[0] ?? Number.NaN;
      return {
        taken: number(tf.mean(model.energy(x))),
        other: number(tf.mean(model.energy(mirror))),
        left: number(tf.max(model.energy(found))),
        share: number(tf.mean(tf.cast(tf.less(to(few), to(fewMirror)), 'float32'))),
      };
    });
    forked.dispose();

    // Longer, it learns by heart which way each of the sequences bends that it is shown.
    const blind = await trained('predict-the-future', { steps: 1000, change: (graph) => remove(graph, 'code') });
    const { energy: ofOneAnswer } = await blind.evaluate();
    blind.dispose();

    const floor = 'closed form: the line of least squares through the noisy past errs by 31.6 σ² = 0.01264';
    return [
      {
        criterion: 'the future that came, by the best choice of the latent variable: its energy over that floor',
        reference: floor,
        value: measured.taken / ofTheLine,
        bound: { below: 2 },
      },
      {
        criterion: 'the future that might have come, mirrored at the line of the past: its energy over that floor',
        reference: `${floor}; a reflection is an isometry`,
        value: measured.other / ofTheLine,
        bound: { below: 2 },
      },
      {
        criterion: 'clamped to the past, the energy over the future is minimised to nothing: the greatest that is left',
        reference: 'a squared error has its minimum, 0, at the prediction',
        value: measured.left,
        bound: { below: 1e-3 },
      },
      {
        criterion: 'clamped to the past, different starts find both: share of those that find the one that came',
        reference: 'both are equally likely',
        value: measured.share,
        bound: { above: 0.2, below: 0.8 },
      },
      {
        criterion:
          'fails without the latent variable: the error of one prediction over that of the mean of both branches',
        reference: 'closed form: 30 ℓ² sin² α + 8 σ² = 1.40945',
        value: ofOneAnswer / ofTheMean,
        bound: { above: 0.98, below: 1.05 },
      },
    ];
  },
};
