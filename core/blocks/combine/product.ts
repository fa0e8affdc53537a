import { mul } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { pair } from './pair';

export const product = signalBlock({
  ...pair,
  type: 'product',
  title: 'Product',
  about: 'The product of two signals, number by number, as in a gate.',
  keywords: ['multiply', 'gate', 'attention', 'mask', 'combine'],
  idHint: 'product',
  valueName: () => 'gated',
  summary: () => 'a · b',
  lower: (_, __, inputs) => ({ kind: 'tensor', tensor: mul(tensor(inputs, 'a'), tensor(inputs, 'b')) }),
});
