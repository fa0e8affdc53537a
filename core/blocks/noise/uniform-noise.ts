import { add, constant, mul, sub, uniformLike } from '../../program/expression';
import { signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { corruption } from './corruption';
import { fallingSchedule, scheduled } from './schedule';

export const uniformNoise = signalBlock({
  ...corruption,
  type: 'uniform-noise',
  title: 'Uniform noise',
  about:
    'Corrupts its input by a number between −r and r while training: what it is moved off the data must be moved back.',
  keywords: ['corruption', 'denoising', 'perturb', 'jitter', 'dequantization'],
  reference: 'Vincent et al. 2010',
  parameters: {
    scale: number({
      label: 'Radius r',
      help: 'The largest distance that a number is moved, in units of the signal.',
      effect: 'live',
      default: 0.3,
      minimum: 0,
      maximum: 100,
    }),
    ...fallingSchedule,
  },
  summary: ({ scale, schedule, end }) => (schedule === 'falling' ? `± ${scale} → ${end}` : `± ${scale}`),
  lower(scope, values, inputs) {
    const x = tensor(inputs, 'input');
    const centred = sub(mul(constant(2), uniformLike(x)), constant(1));
    return { kind: 'tensor', tensor: add(x, mul(scheduled(scope, values), centred)) };
  },
});
