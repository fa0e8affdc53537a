import { abs, formula, sum } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { weight } from '../weight';

const l1Norm = formula('l1Norm', '‖z‖₁ a sample.', ['z'], (z) => sum(abs(z)));

export const l1 = termBlock({
  type: 'l1',
  title: 'L1 sparsity',
  category: 'regularizer',
  about: 'Charges each unit of the code by its size, so that few are used: sparsity.',
  keywords: ['sparsity', 'sparse', 'lasso', 'laplace', 'norm'],
  reference: 'Olshausen & Field 1996',
  parameters: { weight: weight('Weight λ', 'How much a unit of the code costs.', 0.1) },
  inputs: [{ name: 'input', kind: 'signal', roles: ['code', 'feature'], about: 'The code.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample.' }],
  idHint: 'sparsity',
  pull: 'sparsity',
  proximal: 'l1',
  summary: ({ weight: lambda }) => `λ ${lambda}`,
  formula: ({ input }) => `‖${input}‖₁`,
  shape: () => ({ outputs: {} }),
  lower: (_, __, inputs) => l1Norm(tensor(inputs, 'input')),
});
