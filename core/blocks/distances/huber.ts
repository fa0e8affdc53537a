import { abs, binary, constant, formula, mul, square, sub, sum } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { distancePorts, distanceShape, distanceWeight } from './distance';

/** With a = min(|e|, 1): a (|e| − a / 2), which is e² / 2 inside the unit interval and |e| − ½ outside. */
const huber = formula(
  'huber',
  'e² / 2 for |e| ≤ 1 and |e| − ½ beyond, summed over the axes (Huber 1964, with δ = 1).',
  ['x', 'xHat'],
  (x, xHat) => {
    const error = abs(sub(x, xHat));
    const inside = binary('minimum', error, constant(1));
    return sum(sub(mul(inside, error), mul(constant(0.5), square(inside))));
  },
);

export const huberDistance = termBlock({
  type: 'huber',
  title: 'Huber distance',
  category: 'distance',
  about: 'Squared for small misses, linear for large ones: outliers pull less.',
  keywords: ['robust', 'smooth l1', 'outliers', 'reconstruction', 'loss'],
  reference: 'Huber 1964',
  parameters: { weight: distanceWeight },
  ...distancePorts,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight }) => (weight === 1 ? 'Huber(x − x̂)' : `${weight} Huber(x − x̂)`),
  formula: ({ target, prediction }) => `Huber(${target} − ${prediction})`,
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, __, inputs) => huber(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});
