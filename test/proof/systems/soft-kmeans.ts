import { train as trainFor } from '../../unit/training/backends';
import { freeEnergy, leastEnergy } from '../oracles/free-energy';
import { eightGaussians, negativeLogLikelihood } from '../oracles/gaussian-mixture';
import { firstRows, type Matrix, mean, rows, squaredDistance } from '../oracles/matrix';
import { points } from '../points';
import type { Evidence, Proof } from '../proof';
import { assign, block, energies, trained, untrained, weights } from '../system';

const seed = 1;
const choices = 8;
const beta = 12.5; // 1 / 2σ² of the clusters
const cold = 1000;
const sharp = 1e6;
const centresName = 'decoder.dense1.weights';

const diameter = (centres: Matrix): number =>
  Math.sqrt(Math.max(...rows(centres).flatMap((a) => rows(centres).map((b) => squaredDistance(a, b)))));

/** The distance between the outermost centres after some steps at another temperature. */
async function spreadAt(temperature: number): Promise<number> {
  const trainer = await trained('soft-kmeans', {
    seed,
    steps: 30,
    change: (graph) => Object.assign(block(graph, 'code'), { beta: temperature }),
  });
  const spread = diameter(weights(trainer, centresName));
  trainer.dispose();
  return spread;
}

/** −log p of the first eight points and of others, in nats, where each centre sits on one of them and β is without bound. */
async function onPoints(train: Matrix, test: Matrix): Promise<{ own: number; others: number }> {
  const trainer = await untrained('soft-kmeans', { seed });
  const own = firstRows(train, choices);
  assign(trainer, centresName, own);
  trainer.set('code', 'beta', sharp);
  const likelihood = (samples: Matrix): number => sharp * mean(energies(trainer, samples)) + Math.log(Math.PI / sharp);
  const result = { own: likelihood(own), others: likelihood(test) };
  trainer.dispose();
  return result;
}

/** A one-hot code that is marginalised: a mixture of Gaussians of variance 1/2β, by expectation and maximisation. */
export const proof: Proof = {
  system: 'soft-kmeans',
  async prove(): Promise<readonly Evidence[]> {
    const { train, test } = points('eight-gaussians', seed);
    const collapsed = await onPoints(train, test);
    const trainer = await untrained('soft-kmeans', { seed });
    const curve = await trainFor(trainer, trainer.manifest.training.steps);
    const centres = weights(trainer, centresName);
    const warm = energies(trainer, test);
    trainer.set('code', 'beta', cold);
    const nearlyLeast = energies(trainer, test);
    trainer.dispose();
    const least = rows(test).map((y) => leastEnergy(y, centres));
    const exact = rows(test).map((y) => freeEnergy(y, centres, beta));
    const above = Array.from(warm, (value, index) => value - (least[index] ?? Number.NaN));
    const likelihood = beta * mean(warm) + Math.log(Math.PI / beta);
    return [
      {
        criterion: 'the free energy is that of the formula in doubles: largest difference',
        reference: 'LeCun et al. 2006, eq. 3, uniform prior',
        value: Math.max(...exact.map((value, index) => Math.abs(value - (warm[index] ?? Number.NaN)))),
        bound: { below: 1e-4 },
      },
      {
        criterion: 'F_β is not below F_∞: least F_β − F_∞',
        reference: 'min ≤ soft minimum with a uniform prior',
        value: Math.min(...above),
        bound: { above: -1e-5 },
      },
      {
        criterion: 'F_β exceeds F_∞ by at most log K / β: largest excess',
        reference: 'log 8 / 12.5 = 0.1664',
        value: Math.max(...above),
        bound: { below: Math.log(choices) / beta + 1e-5 },
      },
      {
        criterion: 'F_β comes to F_∞ as β grows: largest excess at β = 1000',
        reference: 'log 8 / 1000 = 0.00208',
        value: Math.max(...Array.from(nearlyLeast, (value, index) => value - (least[index] ?? Number.NaN))),
        bound: { below: Math.log(choices) / cold + 1e-5 },
      },
      {
        criterion: 'a step of expectation and maximisation never raises the energy: largest rise',
        reference: 'Dempster, Laird & Rubin 1977',
        value: Math.max(...Array.from(curve.subarray(1), (value, step) => value - (curve[step] ?? Number.NaN))),
        bound: { below: 1e-6 },
      },
      {
        criterion: 'held-out −log p, β F + log(π/β), exceeds that of the true mixture by, nats',
        reference: 'the eight Gaussians themselves',
        value: likelihood - negativeLogLikelihood(eightGaussians, test),
        bound: { above: -0.01, below: 0.01 },
      },
      {
        criterion: 'fails below the critical β = 1/2λ₁ = 0.245: distance of the outermost centres at β = 0.1',
        reference: 'Rose, Gurewitz & Fox 1990',
        value: await spreadAt(0.1),
        bound: { below: 0.05 },
      },
      {
        criterion: 'above the critical β the centres part: distance of the outermost at β = 0.5',
        reference: 'Rose, Gurewitz & Fox 1990',
        value: await spreadAt(0.5),
        bound: { above: 1 },
      },
      {
        criterion: 'fails with a centre on each of eight points and β = 10⁶: −log p of those points, nats',
        reference: 'log 8 + log(π/β), which falls without end; the truth has 1.71 (Bishop 2006, §9.2.1)',
        value: collapsed.own,
        bound: {
          above: Math.log((choices * Math.PI) / sharp) - 0.01,
          below: Math.log((choices * Math.PI) / sharp) + 0.01,
        },
      },
      {
        criterion: 'fails with a centre on each of eight points and β = 10⁶: −log p of held-out points, nats',
        reference: 'what such a likelihood pays for a point that it does not hold',
        value: collapsed.others,
        bound: { above: 1000 },
      },
    ];
  },
};
