import { digits } from '../digits';
import { divergences, marginalSurprise, posterior, sum } from '../evidence-bound';
import { type Matrix, mean, rows, squaredDistance, squaredNorm } from '../oracles/matrix';
import { principalComponents } from '../oracles/principal-components';
import { activeUnits, leastNegativeElbo } from '../oracles/probabilistic-pca';
import type { Evidence, Proof } from '../proof';
import { block, type Graph, given, trained, weights } from '../system';

const pixels = 64;

const onDigits = (graph: Graph): void => {
  Object.assign(block(graph, 'x'), { data: 'digits' });
};

/** One linear layer each way, and Gaussian pixels of a given variance. */
const linear =
  (noise: number) =>
  (graph: Graph): void => {
    onDigits(graph);
    Object.assign(block(graph, 'encoder'), { layers: [{ layer: 'flatten' }] });
    Object.assign(block(graph, 'code'), { dimensions: 16 });
    Object.assign(block(graph, 'decoder'), {
      layers: [
        { layer: 'dense', units: pixels, activation: 'linear' },
        { layer: 'reshape', shape: [8, 8, 1] },
      ],
    });
    graph.nodes.reconstruction = { block: 'squared-error', weight: 1 / (2 * noise) };
    Object.assign(graph.training, { batch: 1437, learningRate: 0.01 });
  };

/** −ELBO in nats a sample, with the expectation over the code in closed form, and how many dimensions carry anything. */
async function linearElbo(samples: Matrix, noise: number, steps: number): Promise<{ elbo: number; active: number }> {
  const trainer = await trained('vae', { steps, change: linear(noise) });
  const q = posterior(trainer, samples);
  const rebuilt = given(trainer, samples, (x) => trainer.model.reconstruct?.(x) ?? x);
  const lengths = rows(weights(trainer, 'decoder.dense1.weights')).map(squaredNorm);
  trainer.dispose();
  const blur = mean(
    rows(q.logVariance).map((logs) => sum(logs.map((log, i) => Math.exp(log) * (lengths[i] as number)))),
  );
  const missed = squaredDistance(rebuilt.data, samples.data) / samples.rows;
  const kl = divergences(q);
  return {
    elbo: (missed + blur) / (2 * noise) + sum(kl) + (pixels / 2) * Math.log(2 * Math.PI * noise),
    active: kl.filter((value) => value > 0.01).length,
  };
}

/** Layers of the template, narrower, for 8×8 pixels. */
const small =
  (beta: number) =>
  (graph: Graph): void => {
    onDigits(graph);
    Object.assign(block(graph, 'encoder'), {
      layers: [{ layer: 'flatten' }, { layer: 'dense', units: 128, activation: 'relu' }],
    });
    Object.assign(block(graph, 'code'), { dimensions: 8 });
    Object.assign(block(graph, 'decoder'), {
      layers: [
        { layer: 'dense', units: 128, activation: 'relu' },
        { layer: 'dense', units: pixels, activation: 'linear' },
        { layer: 'reshape', shape: [8, 8, 1] },
      ],
    });
    Object.assign(block(graph, 'kl'), { weight: beta });
    Object.assign(graph.training, { learningRate: 0.003 });
  };

/** KL and cross-entropy of held-out digits, in nats a sample. */
async function balance(beta: number, steps: number): Promise<{ kl: number; surprise: number }> {
  const trainer = await trained('vae', { steps, change: small(beta) });
  const { test } = await digits();
  const kl = sum(divergences(posterior(trainer, test.values)));
  const surprise = (await trainer.evaluate()).terms.reconstruction ?? Number.NaN;
  trainer.dispose();
  return { kl, surprise };
}

/** A linear one has a known optimum, probabilistic PCA; of any, β says how much the code may know. */
export const proof: Proof = {
  system: 'vae',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const { variances } = principalComponents(train.values);
    const evidence: Evidence[] = [];
    for (const noise of [0.5, 1]) {
      const exact = { variances, dimensions: 16, noise };
      const { elbo, active } = await linearElbo(train.values, noise, tier === 'full' ? 2000 : 600);
      const expected = activeUnits(exact);
      evidence.push(
        {
          criterion: `linear, σ² = ${noise}: −ELBO beyond the least, nats`,
          reference: 'probabilistic PCA (Tipping & Bishop 1999; Lucas et al. 2019)',
          value: elbo - leastNegativeElbo(exact),
          bound: { above: -0.005, below: 0.05 },
        },
        {
          criterion: `linear, σ² = ${noise}: active dimensions, of which the closed form has ${expected}`,
          reference: 'λ > σ² (Lucas et al. 2019)',
          value: active,
          bound: { above: expected - 0.5, below: expected + 0.5 },
        },
      );
    }
    const steps = tier === 'full' ? 2000 : 500;
    const marginal = marginalSurprise(train.values, test.values);
    const balanced = await balance(1, steps);
    const collapsed = await balance(100, steps);
    const loose = await balance(0, steps);
    evidence.push(
      {
        criterion: 'at β = 1: −ELBO on held-out digits, relative to the marginals of the pixels',
        reference: 'the marginals need no code',
        value: (balanced.kl + balanced.surprise) / marginal,
        bound: { below: 1 },
      },
      {
        criterion: 'fails at β = 100: KL, nats',
        reference: 'collapsed below 0.1; PyTorch comes to 0.0000 on MNIST',
        value: collapsed.kl,
        bound: { below: 0.1 },
      },
      {
        criterion: 'fails at β = 100: cross-entropy of held-out digits, relative to the marginals of the pixels',
        reference: 'within 1 % is a collapse; PyTorch comes to 1.003 on MNIST',
        value: collapsed.surprise / marginal,
        bound: { above: 0.99, below: 1.01 },
      },
      {
        criterion: 'fails at β = 0: KL, relative to that at β = 1',
        reference: 'the balls fly off; PyTorch comes to 385 over 26 on MNIST',
        value: loose.kl / balanced.kl,
        bound: { above: 5 },
      },
    );
    return evidence;
  },
};
