import { network, termBlock } from '../block';
import { weight } from '../weight';

export const weightDecay = termBlock({
  type: 'weight-decay',
  title: 'Weight decay',
  category: 'regularizer',
  about: 'Charges the size of a network’s weights, so that no small code is made up for by large weights.',
  keywords: ['l2', 'ridge', 'decay', 'norm', 'weights', 'generalization'],
  reference: 'Krogh & Hertz 1991',
  parameters: { weight: weight('Weight λ', 'How much the squared weights cost.', 1e-4) },
  inputs: [
    { name: 'network', kind: 'signal', roles: ['network'], about: 'The block whose weights are charged.', lends: true },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'One number a batch.' }],
  idHint: 'decay',
  overBatch: true,
  pull: 'weights',
  summary: ({ weight: lambda }) => `λ ${lambda}`,
  formula: ({ network: lent }) => `‖weights of ${lent}‖²`,
  shape: () => ({ outputs: {} }),
  lower(_, __, inputs) {
    const { key, paths } = network(inputs, 'network');
    return { op: 'weightNorm', network: key, paths, shape: [] };
  },
});
