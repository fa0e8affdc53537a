import { constant, formula, mul, square, sum } from '../../program/expression';

/** What a standard normal prior charges a point of the code. */
export const negativeLogPrior = formula(
  'negativeLogPrior',
  '−log N(z; 0, I) in nats, up to its constant: ½ ‖z‖².',
  ['z'],
  (z) => mul(constant(0.5), sum(square(z))),
);
