import { tensor, termBlock } from '../block';
import { weight } from '../weight';

export const contractive = termBlock({
  type: 'contractive',
  title: 'Contractive penalty',
  category: 'regularizer',
  about: 'Charges how fast the code changes with the observation, so that it can follow the data only along the data.',
  keywords: ['contraction', 'jacobian', 'gradient penalty', 'smooth', 'cae', 'frobenius'],
  reference: 'Rifai et al. 2011, eq. 2; Hutchinson 1990 for the estimate',
  parameters: { weight: weight('Weight λ', 'How much a fast change costs.', 0.1) },
  inputs: [
    { name: 'input', kind: 'signal', roles: ['code', 'feature', 'reconstruction'], about: 'What is to change slowly.' },
    { name: 'observation', kind: 'signal', roles: ['observation'], about: 'What it is to change slowly with.' },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Energy a sample.' }],
  idHint: 'contraction',
  pull: 'contraction',
  secondOrder: true,
  summary: ({ weight: lambda }) => `λ ${lambda}`,
  formula: ({ input, observation }) => `‖∂${input}/∂${observation}‖²`,
  shape: () => ({ outputs: {} }),
  lower: (scope, _, inputs) => scope.jacobianNorm(tensor(inputs, 'input'), tensor(inputs, 'observation')),
});
