import type * as tf from '@tensorflow/tfjs-core';
import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { rankMe } from '../oracles/effective-rank';
import { latentDeviation } from '../oracles/embedding-spread';
import { linearProbe } from '../oracles/linear-probe';
import type { Matrix } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { block, given, trained } from '../system';

const output = (trainer: Trainer, samples: Matrix, of: string): Matrix =>
  given(trainer, samples, (x) => trainer.model.infer(x)[of] as tf.Tensor);

/** Two views of one digit are drawn together and kept spread (Bardes et al. 2022). */
export const proof: Proof = {
  system: 'vicreg',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const [steps, few] = tier === 'full' ? [2000, 600] : [300, 150];

    const healthy = await trained('vicreg', { steps });
    const [seen, unseen] = [train, test].map(({ values }) => output(healthy, values, 'encoder')) as [Matrix, Matrix];
    const projected = output(healthy, test.values, 'projector');
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
        criterion: 'fails without covariance: the effective rank of the embedding, relative to that with it',
        reference: 'PyTorch, the same network: 1.6 of 12.3',
        value: rankMe(narrow) / rankMe(projected),
        bound: { below: 0.5 },
      },
    ];
  },
};
