import { add, mul, normalLike } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { corruption } from './corruption';
import { learnedSchedule, scheduled } from './schedule';

export const gaussianNoise = signalBlock({
  ...corruption,
  type: 'gaussian-noise',
  title: 'Gaussian noise',
  about: 'Corrupts its input with σ·ε while training: what it is moved off the data must be moved back.',
  keywords: ['corruption', 'denoising', 'perturb', 'jitter', 'sigma', 'score'],
  reference: 'Vincent et al. 2010; Geras & Sutton 2015 for noise that falls',
  parameters: {
    scale: number({
      label: 'Scale σ',
      help: 'The standard deviation of the noise, in units of the signal.',
      effect: 'live',
      default: 0.3,
      minimum: 0,
      maximum: 100,
    }),
    ...learnedSchedule,
  },
  summary: ({ scale, schedule, end }) => (schedule === 'falling' ? `σ ${scale} → ${end}` : `σ ${scale}`),
  lower(scope, values, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: add(x, mul(scheduled(scope, values), normalLike(x))) };
  },
});
