import { add } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { pair } from './pair';

export const addition = signalBlock({
  ...pair,
  type: 'add',
  title: 'Add',
  about: 'The sum of two signals, number by number, as in a residual connection.',
  keywords: ['sum', 'plus', 'residual', 'skip', 'combine'],
  reference: 'He et al. 2016',
  isLinear: () => true,
  idHint: 'sum',
  valueName: () => 'total',
  summary: () => 'a + b',
  lower: (_, __, inputs) => ({ kind: 'tensor', tensor: add(tensor(inputs, 'a'), tensor(inputs, 'b')) }),
});
