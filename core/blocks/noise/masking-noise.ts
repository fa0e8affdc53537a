import { mul, sub, unary, uniformLike } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { corruption } from './corruption';

export const maskingNoise = signalBlock({
  ...corruption,
  type: 'masking-noise',
  title: 'Masking noise',
  about: 'Sets each number to zero with probability p while training: what is missing must be filled in from the rest.',
  keywords: ['corruption', 'denoising', 'dropout', 'drop', 'mask', 'missing'],
  reference: 'Vincent et al. 2008',
  parameters: {
    scale: number({
      label: 'Probability p',
      help: 'How many of the numbers are set to zero.',
      effect: 'live',
      default: 0.3,
      minimum: 0,
      maximum: 1,
    }),
  },
  summary: ({ scale }) => `p ${scale}`,
  lower(scope, { scale }, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: mul(x, unary('step', sub(uniformLike(x), scope.setting('scale', scale)))) };
  },
});
