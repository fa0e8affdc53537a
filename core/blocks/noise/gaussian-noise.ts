import { add, mul, normalLike } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';
import { number } from '../parameter';

export const gaussianNoise = signalBlock({
  type: 'gaussian-noise',
  title: 'Gaussian noise',
  category: 'noise',
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
  inputs: [
    {
      name: 'input',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'The clean signal.',
    },
  ],
  outputs: [
    {
      name: 'output',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'The noisy signal.',
    },
  ],
  idHint: 'noise',
  valueName: () => 'noisy',
  onlyWhileTraining: true,
  withoutNoise: 'identity',
  summary: ({ scale }) => `σ ${scale}`,
  shape: ({ inputs }) => ({ outputs: { output: { ...signal(inputs, 'input'), range: null } } }),
  lower(scope, { scale }, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: add(x, mul(scope.setting('scale', scale), normalLike(x))) };
  },
});
