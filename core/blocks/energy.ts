import { energyBlock } from './block';

export const energy = energyBlock({
  type: 'energy',
  title: 'Energy',
  category: 'energy',
  about: 'F(y): the sum of its terms, one number a sample; training makes it low on the data.',
  keywords: ['sum', 'total', 'free energy', 'loss', 'objective', 'F'],
  reference: 'LeCun et al. 2006',
  parameters: {},
  inputs: [{ name: 'terms', kind: 'energy', roles: [], about: 'Distances and regularizers.', many: true }],
  outputs: [{ name: 'energy', kind: 'total', roles: [], about: 'F, for what lifts it off the data.' }],
  idHint: 'energy',
  summary: () => 'Σ terms',
  shape: () => ({ outputs: {} }),
});
