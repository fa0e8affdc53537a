import { logSoftmax, mul, unary } from '../../program/expression';
import { signal, termBlock } from '../block';
import { notOneHot } from '../one-hot';
import { distanceShape, masked, overSites, reduced, siteDistance, siteParameters } from './distance';

const categorical = overSites(
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
  parameters: siteParameters,
  ...siteDistance,
  idHint: 'reconstruction',
  link: 'softmax',
  summary: ({ weight, reduction }) => reduced(reduction, weight === 1 ? '−log softmax' : `−${weight} log softmax`),
  formula: (names, values) => masked(names, values, `−log p(${names.target} | ${names.prediction})`),
  shape({ node, inputs }) {
    const problem = notOneHot(node, signal(inputs, 'target'), 'target');
    return problem ? { problem } : distanceShape(node, inputs);
  },
  lower: (_, { reduction }, inputs) => categorical(reduction, inputs),
});
