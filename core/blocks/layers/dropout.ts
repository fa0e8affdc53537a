import { binary, constant, formula, mul, sub, unary, uniformLike, whileTraining } from '../../program/expression';
import { number } from '../parameter';
import { layer } from './layer';

export const dropout = layer({
  type: 'dropout',
  title: 'Dropout',
  about:
    'While training, sets each number to zero with a probability and scales the others up; otherwise does nothing.',
  reference: 'Srivastava et al. 2014',
  parameters: {
    rate: number({
      label: 'Rate',
      help: 'How many of the numbers are set to zero.',
      effect: 'rebuild',
      default: 0.1,
      minimum: 0,
      maximum: 0.95,
    }),
  },
  summary: ({ rate }) => `dropout ${rate}`,
  shape: (_, input) => ({ shape: input, parameters: 0 }),
  lower(_, { rate }, x) {
    const dropped = formula(
      'dropout',
      'Zero where the noise is below the rate, scaled up elsewhere so that the mean stays (Srivastava et al. 2014).',
      ['x', 'noise'],
      (value, noise) =>
        binary('div', mul(value, unary('step', sub(noise, constant(rate)))), sub(constant(1), constant(rate))),
    );
    return rate === 0 ? x : whileTraining(dropped(x, uniformLike(x)), x);
  },
});
