import { formula, square, sum } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { weight } from '../weight';

const squaredNorm = formula('squaredNorm', '‖z‖² a sample.', ['z'], (z) => sum(square(z)));

export const l2 = termBlock({
  type: 'l2',
  title: 'L2 norm',
  category: 'regularizer',
  about: 'A spring from the code to the origin.',
  keywords: ['spring', 'ridge', 'norm', 'gaussian prior', 'shrink'],
  reference: 'Ghosh et al. 2020',
  parameters: { weight: weight('Weight λ', 'How stiff the spring is.', 0.01) },
  inputs: [{ name: 'input', kind: 'signal', roles: ['code', 'feature'], about: 'The code.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample.' }],
  idHint: 'norm',
  proximal: 'quadratic',
  pull: 'norm',
  summary: ({ weight: lambda }) => `λ ${lambda}`,
  formula: ({ input }) => `‖${input}‖²`,
  shape: () => ({ outputs: {} }),
  lower: (_, __, inputs) => squaredNorm(tensor(inputs, 'input')),
});
