import { add, mul, normalLike } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { corruption } from './corruption';

export const gaussianNoise = signalBlock({
  ...corruption,
  type: 'gaussian-noise',
  title: 'Gaussian noise',
  about: 'Corrupts its input with σ·ε while training: what it is moved off the data must be moved back.',
  keywords: ['corruption', 'denoising', 'perturb', 'jitter', 'sigma', 'score'],
  reference: 'Vincent et al. 2010',
  parameters: {
    scale: number({
      label: 'Scale σ',
      help: 'The standard deviation of the noise, in units of the signal.',
      effect: 'live',
      default: 0.3,
      minimum: 0,
      maximum: 100,
    }),
  },
  summary: ({ scale }) => `σ ${scale}`,
  lower(scope, { scale }, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: add(x, mul(scope.setting('scale', scale), normalLike(x))) };
  },
});
