import { abs, binary, constant, mul, square, sub } from '../../program/expression';
import { termBlock } from '../block';
import { distanceShape, masked, overSites, reduced, siteDistance, siteParameters } from './distance';

/** With a = min(|e|, 1): a (|e| − a / 2), which is e² / 2 inside the unit interval and |e| − ½ outside. */
const huber = overSites(
  'huber',
  'e² / 2 for |e| ≤ 1 and |e| − ½ beyond (Huber 1964, with δ = 1)',
  'xHat',
  (x, xHat) => {
    const error = abs(sub(x, xHat));
    const inside = binary('minimum', error, constant(1));
    return sub(mul(inside, error), mul(constant(0.5), square(inside)));
  },
);

export const huberDistance = termBlock({
  type: 'huber',
  title: 'Huber distance',
  category: 'distance',
  about: 'Squared for small misses, linear for large ones: outliers pull less.',
  keywords: ['robust', 'smooth l1', 'outliers', 'reconstruction', 'loss'],
  reference: 'Huber 1964',
  parameters: siteParameters,
  ...siteDistance,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight, reduction }) => reduced(reduction, weight === 1 ? 'Huber(x − x̂)' : `${weight} Huber(x − x̂)`),
  formula: (names, values) => masked(names, values, `Huber(${names.target} − ${names.prediction})`),
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, { reduction }, inputs) => huber(reduction, inputs),
});
