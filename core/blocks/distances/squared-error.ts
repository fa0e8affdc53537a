import { square, sub } from '../../program/expression';
import { termBlock } from '../block';
import { distanceShape, distanceWeight, maskedDistancePorts, sumOverSites } from './distance';

const squaredError = sumOverSites('squaredError', '‖x − x̂‖²', 'xHat', (x, xHat) => square(sub(x, xHat)));

export const squaredErrorDistance = termBlock({
  type: 'squared-error',
  title: 'Squared error',
  category: 'distance',
  about: 'The squared length of what the prediction misses.',
  keywords: ['mse', 'l2', 'reconstruction', 'euclidean', 'gaussian likelihood', 'loss'],
  parameters: { weight: distanceWeight },
  ...maskedDistancePorts,
  idHint: 'reconstruction',
  link: 'identity',
  proximal: 'quadratic',
  summary: ({ weight }) => (weight === 1 ? '‖x − x̂‖²' : `${weight} ‖x − x̂‖²`),
  formula: ({ target, prediction }) => `‖${target} − ${prediction}‖²`,
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, __, inputs) => squaredError(inputs),
});
