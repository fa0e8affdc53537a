import { add, binary, constant, formula, mul, square, sub, sum, unary } from '../../program/expression';
import { tensor, termBlock } from '../block';
import { distancePorts, distanceShape, distanceWeight } from './distance';

const cosineDistance = formula('cosineDistance', '1 − cos of the angle between x and x̂.', ['x', 'xHat'], (x, xHat) => {
  const lengths = unary('sqrt', add(mul(sum(square(x)), sum(square(xHat))), constant(1e-12)));
  return sub(constant(1), binary('div', sum(mul(x, xHat)), lengths));
});

export const cosine = termBlock({
  type: 'cosine',
  title: 'Cosine distance',
  category: 'distance',
  about: 'How far two vectors point apart; their lengths do not count.',
  keywords: ['angle', 'similarity', 'direction', 'embedding', 'contrastive', 'loss'],
  parameters: { weight: distanceWeight },
  ...distancePorts,
  idHint: 'similarity',
  link: 'identity',
  bounded: 'above',
  summary: ({ weight }) => (weight === 1 ? '1 − cos(x, x̂)' : `${weight} (1 − cos(x, x̂))`),
  formula: ({ target, prediction }) => `1 − cos(${target}, ${prediction})`,
  shape: ({ node, inputs }) => distanceShape(node, inputs),
  lower: (_, __, inputs) => cosineDistance(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});
