import { add, matMul } from '../../program/expression';
import { choice, integer } from '../parameter';
import { activate, activationParameter, initializerFor } from './activation';
import { layer } from './layer';
import { vectorSize } from './vector';

export const dense = layer({
  type: 'dense',
  title: 'Dense',
  about: 'Every unit sees every input: x W + b, then the activation.',
  parameters: {
    units: integer({
      label: 'Units',
      help: 'How many numbers come out.',
      effect: 'rebuild',
      default: 128,
      minimum: 1,
      maximum: 65536,
    }),
    activation: activationParameter('relu'),
    bias: choice({
      label: 'Bias',
      help: 'A number that each unit adds whatever its inputs are; a dictionary of atoms goes without.',
      effect: 'rebuild',
      implied: true,
      default: 'learned',
      options: { learned: 'learned', none: 'none' },
    }),
  },
  atoms: { tensor: 'weights', axes: [1], matrix: true },
  summary: ({ units, activation }) => `dense ${units}${activation === 'linear' ? '' : ` ${activation}`}`,
  shape({ units, bias }, input) {
    const size = vectorSize(input, 'dense');
    if (typeof size !== 'number') return size;
    return { shape: [{ name: 'feature', size: units }], parameters: size * units + (bias === 'none' ? 0 : units) };
  },
  lower(scope, { units, activation, bias }, x) {
    const inputs = x.shape[0] ?? 0;
    const weights = scope.parameter(
      [scope.layer, 'weights'],
      [inputs, units],
      initializerFor(activation, inputs, units),
    );
    const product = matMul(x, weights);
    if (bias === 'none') return activate(activation, product);
    return activate(activation, add(product, scope.parameter([scope.layer, 'bias'], [units], { kind: 'zeros' })));
  },
});
