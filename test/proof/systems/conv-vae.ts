import { digits } from '../digits';
import { divergences, marginalSurprise, posterior, sum } from '../evidence-bound';
import { accuracy, nearestNeighbours } from '../oracles/nearest-neighbours';
import type { Evidence, Proof } from '../proof';
import { block, trained } from '../system';

interface Map2D {
  /** KL and cross-entropy of held-out digits, in nats a sample. */
  readonly kl: number;
  readonly surprise: number;
  /** How many held-out digits have the class of most of their five neighbours in the plane of the code. */
  readonly right: number;
}

async function mapped(steps: number, beta: number): Promise<Map2D> {
  const { train, test } = await digits();
  const trainer = await trained('conv-vae', {
    steps,
    change: (graph) => Object.assign(block(graph, 'kl'), { weight: beta }),
  });
  const q = posterior(trainer, test.values);
  const known = { values: posterior(trainer, train.values).mean, labels: train.labels };
  const surprise = (await trainer.evaluate()).terms.reconstruction ?? Number.NaN;
  trainer.dispose();
  return { kl: sum(divergences(q)), surprise, right: accuracy(nearestNeighbours(known, 5, q.mean), test.labels) };
}

/** A code of two dimensions is a map, on which the classes find places of their own (Kingma & Welling 2014, fig. 4). */
export const proof: Proof = {
  system: 'conv-vae',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const steps = tier === 'full' ? 2000 : 1200;
    const balanced = await mapped(steps, 1);
    const loose = await mapped(300, 0);
    const collapsed = await mapped(300, 100);
    const marginal = marginalSurprise(train.values, test.values);
    return [
      {
        criterion: '−ELBO on held-out digits, relative to the marginals of the pixels',
        reference: 'the marginals need no code',
        value: (balanced.kl + balanced.surprise) / marginal,
        bound: { below: 0.95 },
      },
      {
        criterion: 'five neighbours on the map tell the class of a held-out digit: accuracy',
        reference: 'on two principal components 0.611, by scikit-learn',
        value: balanced.right,
        bound: { above: 0.65 },
      },
      {
        criterion: 'fails at β = 0: KL, relative to that at β = 1',
        reference: 'the balls shrink and drift apart',
        value: loose.kl / balanced.kl,
        bound: { above: 3 },
      },
      {
        criterion: 'fails at β = 100: KL, nats',
        reference: 'collapsed below 0.1',
        value: collapsed.kl,
        bound: { below: 0.1 },
      },
      {
        criterion: 'fails at β = 100: accuracy of five neighbours on the map',
        reference: 'one ball holds all digits',
        value: collapsed.right,
        bound: { below: 0.5 },
      },
    ];
  },
};
