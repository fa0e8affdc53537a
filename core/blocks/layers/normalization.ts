import { add, type Expression, mul } from '../../program/expression';
import { choice } from '../parameter';
import { notOf } from './grid';
import { layer } from './layer';

export const normalization = layer({
  type: 'normalization',
  title: 'Normalization',
  about:
    'Brings what flows to mean 0 and variance 1, then learns a gain and a bias a channel. Each sample for itself: an energy is one number a sample.',
  reference: 'Ba et al. 2016; Ulyanov et al. 2016; Zhang & Sennrich 2019',
  parameters: {
    kind: choice({
      label: 'Kind',
      help: 'Over which axes: all of a sample, or the sites for each channel; or all of a sample, by its root mean square alone.',
      effect: 'rebuild',
      default: 'layer',
      options: { layer: 'layer', instance: 'instance', rms: 'root mean square' },
    }),
  },
  summary: ({ kind }) => `${kind} norm`,
  shape({ kind }, input) {
    if (kind === 'instance' && input.length < 2)
      return {
        problem: {
          ...notOf('sites × channel for instance normalization', input, 'normalization'),
          mends: [{ title: 'Normalize over the whole sample', parameter: 'kind', set: 'layer' }],
        },
      };
    return { shape: input, parameters: 2 * (input.at(-1)?.size ?? 0) };
  },
  lower(scope, { kind }, x) {
    const channels = x.shape.at(-1) ?? 0;
    const gain = scope.parameter([scope.layer, 'gain'], [channels], { kind: 'constant', value: 1 });
    const bias = scope.parameter([scope.layer, 'bias'], [channels], { kind: 'zeros' });
    const normal: Expression = {
      op: 'normalize',
      x,
      over: kind === 'instance' ? 'sites' : 'sample',
      centred: kind !== 'rms',
      shape: x.shape,
    };
    return add(mul(normal, gain), bias);
  },
});
