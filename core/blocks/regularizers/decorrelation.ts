import {
  add,
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
  unary,
} from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { number } from '../parameter';
import { formatShape, sameSizes } from '../signal';
import { weight } from '../weight';
import { embeddingRoles, notAVector } from './embedding';

const standardized = formula('standardized', 'Of mean 0 and deviation 1 over the batch.', ['z'], (z) => {
  const variance = batchMean(square(sub(z, batchMean(z))));
  return binary('div', sub(z, batchMean(z)), unary('sqrt', add(variance, constant(1e-5))));
});

const crossCorrelation = formula('crossCorrelation', 'C_ij: unit i of a against unit j of b.', ['a', 'b'], (a, b) =>
  binary('div', batchProduct(standardized(a), standardized(b)), batchSize(a)),
);

const distanceToIdentity = (units: number, lambda: Expression): ((c: Expression) => Expression) =>
  formula('distanceToIdentity', 'Σ (1 − C_ii)² + λ Σ_{i≠j} C_ij² (Zbontar et al. 2021, eq. 1).', ['c'], (c) =>
    add(
      total(mul(identity(units), square(sub(constant(1), c)))),
      mul(lambda, total(mul(sub(constant(1), identity(units)), square(c)))),
    ),
  );

export const decorrelation = termBlock({
  type: 'decorrelation',
  title: 'Decorrelation',
  category: 'regularizer',
  about: 'Two embeddings of one thing agree unit by unit over the batch, and no unit repeats another.',
  keywords: ['barlow twins', 'redundancy', 'cross-correlation', 'joint embedding', 'collapse', 'invariance'],
  reference: 'Zbontar et al. 2021, eq. 1',
  parameters: {
    weight: weight('Weight', 'How much this counts in the energy.'),
    lambda: number({
      label: 'Redundancy λ',
      help: 'How much a correlation between different units costs beside the lack of one between the same.',
      effect: 'live',
      default: 0.0051,
      minimum: 0,
      maximum: 1000,
    }),
  },
  inputs: [
    { name: 'a', kind: 'signal', roles: embeddingRoles, about: 'The embedding of one view.' },
    { name: 'b', kind: 'signal', roles: embeddingRoles, about: 'The embedding of the other.' },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'One number a batch.' }],
  idHint: 'decorrelation',
  overBatch: true,
  compares: ['a', 'b'],
  spreads: 'decorrelation',
  summary: ({ lambda }) => `C → I · λ ${lambda}`,
  formula: ({ a, b }) => `Σ (1 − C_ii)² + λ Σ_{i≠j} C_ij², C of ${a} and ${b}`,
  shape({ node, inputs }) {
    const [a, b] = [signal(inputs, 'a'), signal(inputs, 'b')];
    const problem = notAVector(node, a, 'a') ?? notAVector(node, b, 'b');
    if (problem) return { problem };
    if (!sameSizes(a.shape, b.shape)) {
      const message = `“${node}” correlates embeddings of one size: ${formatShape(a.shape)} and ${formatShape(b.shape)} arrived.`;
      const wants = [
        { port: 'b', shape: a.shape },
        { port: 'a', shape: b.shape },
      ];
      return { problem: { code: 'EBM2008', message, port: 'b', wants } };
    }
    return { outputs: {} };
  },
  lower(scope, { lambda }, inputs) {
    const [a, b] = [tensor(inputs, 'a'), tensor(inputs, 'b')];
    return distanceToIdentity(a.shape[0] ?? 1, scope.setting('lambda', lambda))(crossCorrelation(a, b));
  },
});
