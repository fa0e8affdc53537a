import { add, batchMean, constant, formula, mean, square, sub, unary } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { weight } from '../weight';

/** The hinge on the standard deviation of each dimension over the batch. */
const varianceHinge = formula(
  'varianceHinge',
  'How much the standard deviation over the batch falls short of 1, meaned over dimensions (Bardes et al. 2022, eq. 1).',
  ['z'],
  (z) => {
    const variance = batchMean(square(sub(z, batchMean(z))));
    return mean(unary('relu', sub(constant(1), unary('sqrt', add(variance, constant(1e-4))))));
  },
);

export const variance = termBlock({
  type: 'variance',
  title: 'Variance',
  category: 'regularizer',
  about: 'Keeps each dimension of an embedding spread over the batch, so that not all samples fall into one point.',
  keywords: ['vicreg', 'collapse', 'spread', 'hinge', 'joint embedding', 'standard deviation'],
  reference: 'Bardes et al. 2022, eq. 1',
  parameters: { weight: weight('Weight μ', 'How much a lack of spread costs.', 25) },
  inputs: [{ name: 'input', kind: 'signal', roles: ['code', 'feature', 'reconstruction'], about: 'The embedding.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'One number a batch.' }],
  idHint: 'variance',
  overBatch: true,
  bounded: 'above',
  spreads: 'variance',
  summary: ({ weight: mu }) => `${mu} · max(0, 1 − std)`,
  formula: ({ input }) => `max(0, 1 − std ${input})`,
  shape: () => ({ outputs: {} }),
  lower: (_, __, inputs) => varianceHinge(tensor(inputs, 'input')),
});
