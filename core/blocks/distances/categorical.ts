import { logSoftmax, mul, unary } from '../../program/expression';
import { signal, termBlock } from '../block';
import { notOneHot } from '../one-hot';
import { distanceShape, distanceWeight, maskedDistancePorts, sumOverSites } from './distance';

const categorical = sumOverSites(
  'categorical',
  '−log p(x | logits) in nats, x one-hot over the last axis',
  'logits',
  (x, logits) => unary('neg', mul(x, logSoftmax(logits))),
);

export const categoricalDistance = termBlock({
  type: 'categorical',
  title: 'Categorical cross-entropy',
  category: 'distance',
  about: 'How surprising the observed category of each site is to the predicted probabilities; reads logits.',
  keywords: ['cross-entropy', 'softmax', 'one-hot', 'classes', 'tokens', 'likelihood', 'logits', 'bert', 'loss'],
  reference: 'Devlin et al. 2019',
  parameters: { weight: distanceWeight },
  ...maskedDistancePorts,
  idHint: 'reconstruction',
  link: 'softmax',
  summary: ({ weight }) => (weight === 1 ? '−log softmax' : `−${weight} log softmax`),
  formula: ({ target }) => `−log p(${target} | logits)`,
  shape({ node, inputs }) {
    const problem = notOneHot(node, signal(inputs, 'target'), 'target');
    return problem ? { problem } : distanceShape(node, inputs);
  },
  lower: (_, __, inputs) => categorical(inputs),
});
