import { add, mul } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { pair } from './pair';

const factor = (name: 'a' | 'b') =>
  number({
    label: `Factor ${name}`,
    help: `What the ${name === 'a' ? 'first' : 'second'} signal is multiplied with; negative to subtract it.`,
    effect: 'live',
    default: 1,
    minimum: -1000,
    maximum: 1000,
  });

export const weightedSum = signalBlock({
  ...pair,
  type: 'weighted-sum',
  title: 'Weighted sum',
  about: 'Two signals added in proportions that may change while it trains, as in an interpolation or a difference.',
  keywords: ['sum', 'difference', 'subtract', 'interpolate', 'mix', 'scale', 'combine'],
  parameters: { a: factor('a'), b: factor('b') },
  idHint: 'sum',
  valueName: () => 'total',
  summary: ({ a, b }) => `${a} a ${b < 0 ? '−' : '+'} ${Math.abs(b)} b`,
  lower: (scope, { a, b }, inputs) => ({
    kind: 'tensor',
    tensor: add(mul(scope.setting('a', a), tensor(inputs, 'a')), mul(scope.setting('b', b), tensor(inputs, 'b'))),
  }),
});
