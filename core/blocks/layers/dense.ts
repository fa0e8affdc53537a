import { add, matMul } from '../../program/expression';
import { integer } from '../parameter';
import { formatShape } from '../signal';
import { activate, activationParameter, initializerFor } from './activation';
import { layer } from './layer';

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
  },
  atoms: { tensor: 'weights', axes: [1] },
  summary: ({ units, activation }) => `dense ${units}${activation === 'linear' ? '' : ` ${activation}`}`,
  shape({ units }, input) {
    const [axis, ...rest] = input;
    if (!axis || rest.length) {
      return {
        problem: {
          code: 'EBM2001',
          message: `A dense layer takes one axis; ${formatShape(input)} arrived. Flatten it first.`,
          mend: { title: 'Insert flatten', insertBefore: { layer: 'flatten' } },
        },
      };
    }
    return { shape: [{ name: 'feature', size: units }], parameters: axis.size * units + units };
  },
  lower(scope, { units, activation }, x) {
    const inputs = x.shape[0] ?? 0;
    const weights = scope.parameter(
      [scope.layer, 'weights'],
      [inputs, units],
      initializerFor(activation, inputs, units),
    );
    const bias = scope.parameter([scope.layer, 'bias'], [units], { kind: 'zeros' });
    return activate(activation, add(matMul(x, weights), bias));
  },
});
