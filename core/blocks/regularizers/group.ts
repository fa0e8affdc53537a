import { add, constant, formula, reshape, square, sum, sumLast, unary } from '../../program/expression';
import { setParameter, signal, tensor, termBlock } from '../block';
import { largestDivisor } from '../divisor';
import { integer } from '../parameter';
import { volume } from '../signal';
import { weight } from '../weight';

/** The root is smooth at zero, where its gradient would be infinite. */
const groupNorm = (size: number) =>
  formula('groupNorm', 'Σ ‖z_g‖₂ over groups g of consecutive units, a sample.', ['z'], (z) => {
    const groups = z.shape.reduce((all, each) => all * each, 1) / size;
    return sum(unary('sqrt', add(sumLast(square(reshape(z, [groups, size]))), constant(1e-12))));
  });

export const group = termBlock({
  type: 'group',
  title: 'Group sparsity',
  category: 'regularizer',
  about: 'Charges each group of units by its length, so that few groups are used, each as a whole.',
  keywords: ['sparsity', 'l2,1', 'group lasso', 'structured', 'pooling', 'topographic'],
  reference: 'Yuan & Lin 2006; Kavukcuoglu et al. 2009',
  parameters: {
    weight: weight('Weight λ', 'How much the length of a group costs.', 0.1),
    size: integer({
      label: 'Group size',
      help: 'How many consecutive units make a group.',
      unit: 'units',
      effect: 'rebuild',
      default: 4,
      minimum: 1,
      maximum: 4096,
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: ['code', 'feature'], about: 'The code.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample.' }],
  idHint: 'groups',
  pull: 'sparsity',
  summary: ({ weight: lambda, size }) => `λ ${lambda} · groups of ${size}`,
  formula: ({ input }) => `Σ_g ‖${input}_g‖₂`,
  shape({ node, values: { size }, inputs }) {
    const units = volume(signal(inputs, 'input').shape);
    if (units % size === 0) return { outputs: {} };
    const message = `“${node}” makes groups of ${size}, and ${units} units leave ${units % size} over; choose a size that divides ${units}.`;
    const fitting = largestDivisor(units, size);
    const fixes = [setParameter(`Set the group size to ${fitting}`, node, ['size'], fitting)];
    return { problem: { code: 'EBM2004', message, path: ['size'], fixes } };
  },
  lower: (_, { size }, inputs) => groupNorm(size)(tensor(inputs, 'input')),
});
