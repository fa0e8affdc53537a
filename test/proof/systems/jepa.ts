import type * as tf from '@tensorflow/tfjs-core';
import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { rankMe } from '../oracles/effective-rank';
import { latentDeviation } from '../oracles/embedding-spread';
import { type Labelled, linearProbe } from '../oracles/linear-probe';
import { fromRows, type Matrix, rows } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { block, given, trained } from '../system';

/** What the encoder makes of images of which nothing is hidden. */
function features(trainer: Trainer, images: Matrix): Matrix {
  trainer.set('mask', 'rate', 0);
  const found = given(trainer, images, (x) => trainer.model.infer(x).encoder as tf.Tensor);
  trainer.set('mask', 'rate', 0.5);
  return found;
}

/** Images `[N, 64]` of which the right half is black. */
const leftHalf = (images: Matrix): Matrix =>
  fromRows(rows(images).map((image) => image.map((value, pixel) => (pixel % 8 < 4 ? value : 0))));

function accuracy(train: Labelled, test: Labelled): number {
  const guesses = linearProbe(train, 10).predict(test.values);
  return guesses.filter((guess, sample) => guess === test.labels[sample]).length / guesses.length;
}

/** What is hidden is predicted in the space of features (LeCun 2022; Assran et al. 2023). */
export const proof: Proof = {
  system: 'jepa',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const [steps, few] = tier === 'full' ? [2000, 2000] : [600, 600];
    const jepa = await trained('jepa', { steps });
    const seen = features(jepa, test.values);
    const dimensions = seen.columns;
    const [onTrain, onTest] = [train, test].map(({ values, labels }) => ({
      values: features(jepa, leftHalf(values)),
      labels,
    })) as [Labelled, Labelled];
    const target = given(jepa, test.values, (x) => jepa.model.infer(x).target as tf.Tensor);
    const spread = latentDeviation(target) ** 2;
    const { energy } = await jepa.evaluate();
    jepa.dispose();
    const [pixelsOfTrain, pixelsOfTest] = [train, test].map(({ values, labels }) => ({
      values: leftHalf(values),
      labels,
    })) as [Labelled, Labelled];

    const shared = await trained('jepa', {
      steps: few,
      change: (graph) => Object.assign(block(graph, 'target'), { weights: 'shared' }),
    });
    const fallen = latentDeviation(features(shared, test.values));
    shared.dispose();

    return [
      {
        criterion: 'the features stay spread: mean standard deviation of their dimensions',
        reference: 'the level of the alarm for a collapse',
        value: latentDeviation(seen),
        bound: { above: 0.1 },
      },
      {
        criterion: 'the features use their dimensions: effective rank by dimension',
        reference: 'the level of the alarm for a dimensional collapse',
        value: rankMe(seen) / dimensions,
        bound: { above: 0.3 },
      },
      {
        criterion: 'the features of what is hidden are predicted: squared error relative to their variance',
        reference: 'the mean feature leaves 1',
        value: energy / spread,
        bound: { below: 0.5 },
      },
      {
        criterion:
          'a linear probe reads more from the features of the left half than from its pixels: gain in accuracy',
        reference: 'the same probe on the pixels of the left half: 0.858',
        value: accuracy(onTrain, onTest) - accuracy(pixelsOfTrain, pixelsOfTest),
        bound: { above: 0 },
      },
      {
        criterion: 'fails with shared weights: mean standard deviation of the dimensions',
        reference: 'the level of the alarm for a collapse',
        value: fallen,
        bound: { below: 0.1 },
      },
    ];
  },
};
