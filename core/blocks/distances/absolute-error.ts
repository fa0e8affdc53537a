import { abs, sub } from '../../program/expression';
import { termBlock } from '../block';
import { distanceShape, masked, overSites, reduced, siteDistance, siteParameters } from './distance';

const absoluteError = overSites('absoluteError', '‖x − x̂‖₁', 'xHat', (x, xHat) => abs(sub(x, xHat)));

export const absoluteErrorDistance = termBlock({
  type: 'absolute-error',
  title: 'Absolute error',
  category: 'distance',
  about: 'The sum of what the prediction misses, without squaring: large misses weigh no more than their size.',
  keywords: ['l1', 'mae', 'laplace likelihood', 'median', 'robust', 'reconstruction', 'loss'],
  parameters: siteParameters,
  ...siteDistance,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight, reduction }) => reduced(reduction, weight === 1 ? '‖x − x̂‖₁' : `${weight} ‖x − x̂‖₁`),
  formula: (names, values) => masked(names, values, `‖${names.target} − ${names.prediction}‖₁`),
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, { reduction }, inputs) => absoluteError(reduction, inputs),
});
