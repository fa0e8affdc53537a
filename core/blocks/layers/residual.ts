import { add, matMul } from '../../program/expression';
import { integer } from '../parameter';
import { formatShape } from '../signal';
import { activate, activationParameter, initializerFor } from './activation';
import { layer } from './layer';

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
    const [axis, ...rest] = input;
    if (!axis || rest.length) {
      return {
        problem: {
          code: 'EBM2001',
          message: `A residual layer takes one axis; ${formatShape(input)} arrived. Flatten it first.`,
          mend: { title: 'Insert flatten', insertBefore: { layer: 'flatten' } },
        },
      };
    }
    return { shape: input, parameters: 2 * axis.size * units + units + axis.size };
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
