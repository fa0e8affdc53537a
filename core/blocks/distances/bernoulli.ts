import { mul, sub, unary } from '../../program/expression';
import { setParameter, signal, termBlock } from '../block';
import { distanceShape, masked, overSites, reduced, siteDistance, siteParameters } from './distance';

/** From logits, so that no logarithm meets a zero. */
const bernoulli = overSites('bernoulli', '−log p(x | logits) in nats', 'logits', (x, logits) =>
  sub(unary('softplus', logits), mul(x, logits)),
);

export const bernoulliDistance = termBlock({
  type: 'bernoulli',
  title: 'Bernoulli cross-entropy',
  category: 'distance',
  about: 'How surprising the observation is to a predicted probability for each pixel; reads logits.',
  keywords: ['binary cross-entropy', 'bce', 'likelihood', 'reconstruction', 'logits', 'loss'],
  parameters: siteParameters,
  ...siteDistance,
  idHint: 'reconstruction',
  link: 'sigmoid',
  summary: ({ weight, reduction }) => reduced(reduction, weight === 1 ? '−log p(x | x̂)' : `−${weight} log p(x | x̂)`),
  formula: (names, values) => masked(names, values, `−log p(${names.target} | ${names.prediction})`),
  shape({ node, inputs }) {
    const { range } = signal(inputs, 'target');
    if (!(range && range[0] >= 0 && range[1] <= 1)) {
      return {
        problem: {
          code: 'EBM2006',
          message: `“${node}” needs a target inside [0, 1]; this one is not bounded. Use the squared error instead.`,
          port: 'target',
          fixes: [setParameter('Use the squared error', node, ['block'], 'squared-error')],
        },
      };
    }
    return distanceShape(node, inputs);
  },
  lower: (_, { reduction }, inputs) => bernoulli(reduction, inputs),
});
