import { add, constant, mul, sub, unary, uniformLike } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { corruption } from './corruption';

export const saltAndPepperNoise = signalBlock({
  ...corruption,
  type: 'salt-and-pepper-noise',
  title: 'Salt-and-pepper noise',
  about: 'Sets each number to 0 or 1, a coin deciding which, with probability p while training.',
  keywords: ['corruption', 'denoising', 'impulse', 'flip', 'binary'],
  reference: 'Vincent et al. 2010',
  parameters: {
    scale: number({
      label: 'Probability p',
      help: 'How many of the numbers are replaced, half of them by 1.',
      effect: 'live',
      default: 0.2,
      minimum: 0,
      maximum: 1,
    }),
  },
  summary: ({ scale }) => `p ${scale}`,
  lower(scope, { scale }, inputs) {
    const x = tensor(inputs, 'input');
    const p = scope.setting('scale', scale);
    const draw = scope.assign('draw', uniformLike(x));
    const kept = mul(x, unary('step', sub(draw, p)));
    return { kind: 'tensor', tensor: add(kept, unary('step', sub(mul(constant(0.5), p), draw))) };
  },
});
