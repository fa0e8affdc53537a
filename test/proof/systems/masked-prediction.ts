import { binaryDigits } from '../../unit/training/backends';
import { columnMeans, matrix, mean, rows } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { type Graph, trained } from '../system';

const pixels = 64;
const rate = 0.25;

/** Cross-entropy a pixel, in nats, of predicting each held-out pixel by its mean over the training set. */
async function marginalCrossEntropy(): Promise<number> {
  const sets = await binaryDigits();
  const [seen, unseen] = [sets.train, sets.test].map((set) => matrix(set.length / pixels, pixels, set));
  if (!seen || !unseen) throw new Error('There are no digits.');
  const p = columnMeans(seen).map((value) => Math.min(Math.max(value, 1e-3), 1 - 1e-3));
  const each = (y: Float64Array): number =>
    mean(y.map((value, pixel) => -Math.log(value > 0.5 ? (p[pixel] as number) : 1 - (p[pixel] as number))));
  return mean(rows(unseen).map(each));
}

/** The energy of a held-out sample after training, in nats. */
async function surprise(steps: number, change: (graph: Graph) => void = () => {}): Promise<number> {
  const trainer = await trained('masked-prediction', { steps, change });
  const { energy } = await trainer.evaluate();
  trainer.dispose();
  return energy;
}

const pastTheMask = (graph: Graph): void => {
  graph.edges = graph.edges.map((edge) =>
    edge.to === 'encoder.input' ? { from: 'x.value', to: 'encoder.input' } : edge,
  );
};

const onAllPixels = (graph: Graph): void => {
  graph.edges = graph.edges.filter(({ to }) => to !== 'surprise.mask');
};

/** Hidden pixels from the seen, against their marginals. */
export const proof: Proof = {
  system: 'masked-prediction',
  async prove(tier): Promise<readonly Evidence[]> {
    const marginal = await marginalCrossEntropy();
    return [
      {
        criterion: 'cross-entropy of the marginals of the pixels, nats',
        reference: 'PyTorch comes to 0.397',
        value: marginal,
        bound: { above: 0.392, below: 0.402 },
      },
      {
        criterion: 'cross-entropy of a hidden held-out pixel, a quarter hidden, relative to the marginals',
        reference: 'PyTorch comes to 0.56',
        value: (await surprise(tier === 'full' ? 4000 : 600)) / (rate * pixels) / marginal,
        bound: { below: 0.65 },
      },
      {
        criterion: 'fails where x passes the mask: cross-entropy relative to the marginals',
        reference: 'a copy is surprised by nothing',
        value: (await surprise(300, pastTheMask)) / (rate * pixels) / marginal,
        bound: { below: 0.2 },
      },
      {
        criterion: 'fails where the seen pixels count too: cross-entropy of a pixel relative to the marginals',
        reference: 'three quarters are copied, which looks like progress',
        value: (await surprise(300, onAllPixels)) / pixels / marginal,
        bound: { below: 0.35 },
      },
    ];
  },
};
