import {
  batchMean,
  batchProduct,
  batchSize,
  binary,
  constant,
  type Expression,
  formula,
  identity,
  mul,
  square,
  sub,
  total,
} from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { weight } from '../weight';
import { embeddingRoles, notAVector } from './embedding';

const centred = formula('centred', 'Less the mean over the batch.', ['z'], (z) => sub(z, batchMean(z)));

/** `[d, d]`; of one sample alone it is zero. */
const covarianceOf = formula('covarianceOf', 'C = Σ (z − z̄)(z − z̄)ᵀ / (n − 1) over the batch.', ['z'], (z) =>
  binary('div', batchProduct(centred(z), centred(z)), binary('maximum', sub(batchSize(z), constant(1)), constant(1))),
);

const meanOffDiagonal = (units: number): ((c: Expression) => Expression) =>
  formula('offDiagonal', 'Σ_{i≠j} C_ij² / d (Bardes et al. 2022, eq. 4).', ['c'], (c) =>
    binary('div', total(mul(sub(constant(1), identity(units)), square(c))), constant(units)),
  );

export const covariance = termBlock({
  type: 'covariance',
  title: 'Covariance',
  category: 'regularizer',
  about:
    'Charges what the units of an embedding have in common over the batch, so that each says something of its own.',
  keywords: ['vicreg', 'collapse', 'decorrelate', 'redundancy', 'joint embedding', 'whitening'],
  reference: 'Bardes et al. 2022, eq. 4',
  parameters: { weight: weight('Weight ν', 'How much a covariance costs.') },
  inputs: [{ name: 'input', kind: 'signal', roles: embeddingRoles, about: 'The embedding.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'One number a batch.' }],
  idHint: 'covariance',
  overBatch: true,
  decorrelates: true,
  summary: ({ weight: nu }) => `${nu} · Σ C_ij² / d`,
  formula: ({ input }) => `Σ_{i≠j} C_ij(${input})² / d`,
  shape({ node, inputs }) {
    const problem = notAVector(node, signal(inputs, 'input'), 'input');
    return problem ? { problem } : { outputs: {} };
  },
  lower(_, __, inputs) {
    const z = tensor(inputs, 'input');
    return meanOffDiagonal(z.shape[0] ?? 1)(covarianceOf(z));
  },
});
