import type { Port, ShapeResult } from '../block';

/** What every contrast shares: it takes the whole energy as a function. */
export const totalPort: {
  readonly category: 'contrast';
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  shape(): ShapeResult;
} = {
  category: 'contrast',
  inputs: [{ name: 'energy', kind: 'total', roles: [], about: 'The whole energy, F.' }],
  outputs: [],
  shape: () => ({ outputs: {} }),
};
