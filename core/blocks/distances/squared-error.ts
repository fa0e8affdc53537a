import { square, sub } from '../../program/expression';
import { termBlock } from '../block';
import { distanceShape, masked, overSites, reduced, siteDistance, siteParameters } from './distance';

const squaredError = overSites('squaredError', '‖x − x̂‖²', 'xHat', (x, xHat) => square(sub(x, xHat)));

export const squaredErrorDistance = termBlock({
  type: 'squared-error',
  title: 'Squared error',
  category: 'distance',
  about: 'The squared length of what the prediction misses.',
  keywords: ['mse', 'l2', 'reconstruction', 'euclidean', 'gaussian likelihood', 'loss'],
  parameters: siteParameters,
  ...siteDistance,
  idHint: 'reconstruction',
  link: 'identity',
  proximal: 'quadratic',
  summary: ({ weight, reduction }) => reduced(reduction, weight === 1 ? '‖x − x̂‖²' : `${weight} ‖x − x̂‖²`),
  formula: (names, values) => masked(names, values, `‖${names.target} − ${names.prediction}‖²`),
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, { reduction }, inputs) => squaredError(reduction, inputs),
});
