import { add, constant, exp, formula, mul, square, sub, sum } from '../../program/expression';
import { gaussian, termBlock } from '../block';
import { weight } from '../weight';

const klToStandardNormal = formula(
  'klToStandardNormal',
  'KL( N(mean, e^logVariance) ‖ N(0, I) ) in nats, summed over dimensions (Kingma & Welling 2014, eq. 10).',
  ['mean', 'logVariance'],
  (mean, logVariance) =>
    mul(constant(0.5), sum(sub(add(square(mean), exp(logVariance)), add(logVariance, constant(1))))),
);

export const kl = termBlock({
  type: 'kl',
  title: 'KL to a prior',
  category: 'regularizer',
  about: 'A spring from each fuzzy ball to the origin, and a pull of its radius to 1: limits what the code can carry.',
  keywords: ['prior', 'spring', 'variational', 'vae', 'beta', 'standard normal', 'information'],
  reference: 'Kingma & Welling 2014, eq. 10; Higgins et al. 2017 for β',
  parameters: { weight: weight('Weight β', 'How stiff the springs are; above 1 it is a β-VAE.') },
  inputs: [{ name: 'input', kind: 'signal', roles: ['distribution'], about: 'The distribution of the code.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Nats a sample.' }],
  idHint: 'kl',
  prior: 'standardNormal',
  summary: ({ weight: beta }) => `β ${beta}`,
  formula: () => 'KL( q(z | x) ‖ N(0, I) )',
  shape: () => ({ outputs: {} }),
  lower(_, __, inputs) {
    const { mean, logVariance } = gaussian(inputs, 'input');
    return klToStandardNormal(mean, logVariance);
  },
});
