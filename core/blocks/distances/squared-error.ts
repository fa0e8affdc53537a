import { formula, square, sub, sum } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { distancePorts, distanceShape, distanceWeight } from './distance';

const squaredError = formula('squaredError', '‖x − x̂‖², summed over the axes.', ['x', 'xHat'], (x, xHat) =>
  sum(square(sub(x, xHat))),
);

export const squaredErrorDistance = termBlock({
  type: 'squared-error',
  title: 'Squared error',
  category: 'distance',
  about: 'The squared length of what the prediction misses.',
  keywords: ['mse', 'l2', 'reconstruction', 'euclidean', 'gaussian likelihood', 'loss'],
  parameters: { weight: distanceWeight },
  ...distancePorts,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight }) => (weight === 1 ? '‖x − x̂‖²' : `${weight} ‖x − x̂‖²`),
  formula: ({ target, prediction }) => `‖${target} − ${prediction}‖²`,
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, __, inputs) => squaredError(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});
