import { signal, tensor, termBlock } from '../block';
import { integer } from '../parameter';
import { weight } from '../weight';
import { embeddingRoles, notAVector } from './embedding';

export const isotropicGaussian = termBlock({
  type: 'isotropic-gaussian',
  title: 'Isotropic Gaussian',
  category: 'regularizer',
  about:
    'Holds an embedding near N(0, I) over the batch: along random directions it is to be distributed as a normal is.',
  keywords: ['sigreg', 'lejepa', 'epps-pulley', 'collapse', 'spread', 'joint embedding', 'normality', 'slices'],
  reference: 'Balestriero & LeCun 2025; Epps & Pulley 1983 for the test',
  parameters: {
    weight: weight('Weight λ', 'How much a distance from the normal costs.'),
    directions: integer({
      label: 'Directions',
      help: 'Along how many random directions the batch is looked at, others at each step.',
      effect: 'rebuild',
      default: 256,
      minimum: 1,
      maximum: 4096,
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: embeddingRoles, about: 'The embedding.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'One number a batch.' }],
  idHint: 'normality',
  overBatch: true,
  bounded: 'above',
  spreads: 'normality',
  summary: ({ weight: lambda, directions }) => `${lambda} · ${directions} directions`,
  formula: ({ input }) => `n ∫ |φ(${input}) − e^{−t²/2}|² e^{−t²/2} dt`,
  shape({ node, inputs }) {
    const problem = notAVector(node, signal(inputs, 'input'), 'input');
    return problem ? { problem } : { outputs: {} };
  },
  lower: (_, { directions }, inputs) => ({ op: 'gaussianGap', x: tensor(inputs, 'input'), directions, shape: [] }),
});
