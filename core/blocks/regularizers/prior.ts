import { add, constant, formula, mul, square, sum } from '../../program/expression';

/** What a standard normal prior charges a point of the code. */
export const negativeLogPrior = formula('negativeLogPrior', '−log N(z; 0, I) in nats: ½ Σ (z² + log 2π).', ['z'], (z) =>
  mul(constant(0.5), sum(add(square(z), constant(Math.log(2 * Math.PI))))),
);
