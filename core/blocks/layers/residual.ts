import { add, matMul } from '../../program/expression';
import { integer } from '../parameter';
import { activate, activationParameter, initializerFor } from './activation';
import { layer } from './layer';
import { vectorSize } from './vector';

export const residual = layer({
  type: 'residual',
  title: 'Residual',
  about: 'x + W₂ f(W₁ x): a correction that starts small and leaves the way open for gradients.',
  reference: 'He et al. 2016',
  parameters: {
    units: integer({
      label: 'Inner units',
      help: 'How wide the correction is computed.',
      effect: 'rebuild',
      default: 128,
      minimum: 1,
      maximum: 65536,
    }),
    activation: activationParameter('relu'),
  },
  summary: ({ units, activation }) => `residual ${units}${activation === 'linear' ? '' : ` ${activation}`}`,
  shape({ units }, input) {
    const size = vectorSize(input, 'residual');
    if (typeof size !== 'number') return size;
    return { shape: input, parameters: 2 * size * units + units + size };
  },
  lower(scope, { units, activation }, x) {
    const width = x.shape[0] ?? 0;
    const affine = (name: string, from: typeof x, inputs: number, outputs: number): typeof x => {
      const weights = scope.parameter(
        [scope.layer, name, 'weights'],
        [inputs, outputs],
        initializerFor(activation, inputs, outputs),
      );
      return add(matMul(from, weights), scope.parameter([scope.layer, name, 'bias'], [outputs], { kind: 'zeros' }));
    };
    const inner = scope.assign(`${scope.layer}Inner`, activate(activation, affine('in', x, width, units)));
    return add(x, affine('out', inner, units, width));
  },
});
