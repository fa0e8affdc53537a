import type * as tf from '@tensorflow/tfjs-core';
import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { rankMe } from '../oracles/effective-rank';
import { latentDeviation } from '../oracles/embedding-spread';
import { linearProbe } from '../oracles/linear-probe';
import { centred, fromRows, type Matrix, rows, squaredDistance, squaredNorm } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { block, given, trained } from '../system';

const output = (trainer: Trainer, samples: Matrix, of: string): Matrix =>
  given(trainer, samples, (x) => trainer.model.infer(x)[of] as tf.Tensor);

/** Images `[N, 64]`, one pixel further to the right. */
const moved = (images: Matrix): Matrix =>
  fromRows(rows(images).map((image) => image.map((_, pixel) => (pixel % 8 ? (image[pixel - 1] as number) : 0))));

/** How far the embeddings of digits and of the same digits moved are apart, relative to those of two digits. */
function disagreement(trainer: Trainer, images: Matrix): number {
  const [z, other] = [output(trainer, images, 'projector'), output(trainer, moved(images), 'projector')];
  return squaredDistance(z.data, other.data) / (2 * squaredNorm(centred(z).data));
}

/** Two views of one digit are drawn together and kept spread (Bardes et al. 2022). */
export const proof: Proof = {
  system: 'vicreg',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const [steps, few] = tier === 'full' ? [2000, 600] : [300, 150];

    const healthy = await trained('vicreg', { steps });
    const [seen, unseen] = [train, test].map(({ values }) => output(healthy, values, 'encoder')) as [Matrix, Matrix];
    const projected = output(healthy, test.values, 'projector');
    const near = disagreement(healthy, test.values);
    healthy.dispose();
    const guesses = linearProbe({ values: seen, labels: train.labels }, 10).predict(unseen);
    const right = guesses.filter((guess, sample) => guess === test.labels[sample]).length / guesses.length;

    const constant = await trained('vicreg', {
      steps: few,
      change: (graph) => {
        for (const id of ['variance-a', 'variance-b']) Object.assign(block(graph, id), { weight: 0 });
      },
    });
    const collapsed = output(constant, test.values, 'projector');
    constant.dispose();

    const indifferent = await trained('vicreg', {
      steps: few,
      change: (graph) => Object.assign(block(graph, 'invariance'), { weight: 0 }),
    });
    const apart = disagreement(indifferent, test.values);
    indifferent.dispose();

    const redundant = await trained('vicreg', {
      steps,
      change: (graph) => {
        for (const id of ['covariance-a', 'covariance-b']) Object.assign(block(graph, id), { weight: 0 });
      },
    });
    const narrow = output(redundant, test.values, 'projector');
    redundant.dispose();

    return [
      {
        criterion: 'the embedding stays spread: mean standard deviation of its dimensions',
        reference: 'PyTorch, the same network: 0.54; 0.0000 where it has collapsed',
        value: latentDeviation(projected),
        bound: { above: 0.3 },
      },
      {
        criterion: 'the features tell the digits apart by a linear probe: accuracy on held-out samples',
        reference: 'the same probe on eight principal components: 0.881',
        value: right,
        bound: { above: 0.93 },
      },
      {
        criterion: 'fails without variance: the standard deviation of the embedding is nothing',
        reference: 'PyTorch, the same network: 0.0000',
        value: latentDeviation(collapsed),
        bound: { below: 0.01 },
      },
      {
        criterion: 'a digit moved by one pixel stays near: squared distance relative to that of two digits',
        reference: 'half of it would be as much in common as apart',
        value: near,
        bound: { below: 0.5 },
      },
      {
        criterion: 'fails without invariance: that distance, relative to that with it',
        reference: 'nothing draws the views together',
        value: apart / near,
        bound: { above: 1.5 },
      },
      {
        criterion: 'fails without covariance: the effective rank of the embedding, relative to that with it',
        reference: 'PyTorch, the same network: 1.6 of 12.3',
        value: rankMe(narrow) / rankMe(projected),
        bound: { below: 0.5 },
      },
    ];
  },
};
