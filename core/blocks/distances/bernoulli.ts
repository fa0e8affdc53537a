import { formula, mul, sub, sum, unary } from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { distancePorts, distanceShape, distanceWeight } from './distance';

const bernoulli = formula(
  'bernoulli',
  '−log p(x | logits) in nats, summed over the axes, from logits so that no logarithm meets a zero.',
  ['x', 'logits'],
  (x, logits) => sum(sub(unary('softplus', logits), mul(x, logits))),
);

export const bernoulliDistance = termBlock({
  type: 'bernoulli',
  title: 'Bernoulli cross-entropy',
  category: 'distance',
  about: 'How surprising the observation is to a predicted probability for each pixel; reads logits.',
  keywords: ['binary cross-entropy', 'bce', 'likelihood', 'reconstruction', 'logits', 'loss'],
  parameters: { weight: distanceWeight },
  ...distancePorts,
  idHint: 'reconstruction',
  link: 'sigmoid',
  summary: ({ weight }) => (weight === 1 ? '−log p(x | z)' : `−${weight} log p(x | z)`),
  formula: ({ target }) => `−log p(${target} | z)`,
  shape({ node, inputs }) {
    const { range } = signal(inputs, 'target');
    if (!(range && range[0] >= 0 && range[1] <= 1)) {
      return {
        problem: {
          code: 'EBM2006',
          message: `“${node}” needs a target inside [0, 1]; this one is not bounded. Use the squared error instead.`,
          port: 'target',
        },
      };
    }
    return distanceShape(node, inputs);
  },
  lower: (_, __, inputs) => bernoulli(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});
