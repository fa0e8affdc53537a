import { integer } from '../parameter';
import { layer } from './layer';
import { vectorSize } from './vector';

export const shrinkage = layer({
  type: 'shrinkage',
  title: 'Learned shrinkage',
  about:
    'z ← shrink(x W + z S), with the same weights each time: a learned ISTA, which finds sparse codes in few steps.',
  reference: 'Gregor & LeCun 2010',
  parameters: {
    units: integer({
      label: 'Units',
      help: 'How many numbers come out, most of them zero.',
      effect: 'rebuild',
      default: 128,
      minimum: 1,
      maximum: 4096,
    }),
    iterations: integer({
      label: 'Iterations',
      help: 'How often the code is shrunk again, besides the first time.',
      effect: 'rebuild',
      default: 3,
      minimum: 0,
      maximum: 100,
    }),
  },
  summary: ({ units, iterations }) => `shrinkage ${units} ×${iterations}`,
  shape({ units }, input) {
    const size = vectorSize(input, 'shrinkage');
    if (typeof size !== 'number') return size;
    return { shape: [{ name: 'feature', size: units }], parameters: size * units + units ** 2 + units };
  },
  lower(scope, { units, iterations }, x) {
    const inputs = x.shape[0] ?? 0;
    const weights = scope.parameter([scope.layer, 'weights'], [inputs, units], {
      kind: 'glorotUniform',
      fanIn: inputs,
      fanOut: units,
    });
    // From zero, the first code is that of one shrinkage: the iterations begin as steps that change nothing.
    const lateral = scope.parameter([scope.layer, 'lateral'], [units, units], { kind: 'zeros' });
    const threshold = scope.parameter([scope.layer, 'threshold'], [units], { kind: 'constant', value: 0.1 });
    scope.project([scope.layer, 'threshold'], [], 'non-negative');
    return { op: 'lista', x, weights, lateral, threshold, iterations, shape: [units] };
  },
});
