import { abs, formula, sub, sum } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { distancePorts, distanceShape, distanceWeight } from './distance';

const absoluteError = formula('absoluteError', '‖x − x̂‖₁, summed over the axes.', ['x', 'xHat'], (x, xHat) =>
  sum(abs(sub(x, xHat))),
);

export const absoluteErrorDistance = termBlock({
  type: 'absolute-error',
  title: 'Absolute error',
  category: 'distance',
  about: 'The sum of what the prediction misses, without squaring: large misses weigh no more than their size.',
  keywords: ['l1', 'mae', 'laplace likelihood', 'median', 'robust', 'reconstruction', 'loss'],
  parameters: { weight: distanceWeight },
  ...distancePorts,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight }) => (weight === 1 ? '‖x − x̂‖₁' : `${weight} ‖x − x̂‖₁`),
  formula: ({ target, prediction }) => `‖${target} − ${prediction}‖₁`,
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, __, inputs) => absoluteError(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});
