import { logSoftmax, mul, unary } from '../../program/expression';
import { type Fix, setParameter, signal, termBlock } from '../block';
import { notOneHot } from '../one-hot';
import type { Signal } from '../signal';
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
    const target = signal(inputs, 'target');
    const problem = notOneHot(node, target, 'target');
    return problem ? { problem: { ...problem, fixes: [byNumber(node, target)] } } : distanceShape(node, inputs);
  },
  lower: (_, { reduction }, inputs) => categorical(reduction, inputs),
});

/** What compares number by number, where there are no categories. */
const byNumber = (node: string, { range }: Signal): Fix =>
  range && range[0] >= 0 && range[1] <= 1
    ? setParameter('Use the Bernoulli cross-entropy', node, ['block'], 'bernoulli')
    : setParameter('Use the squared error', node, ['block'], 'squared-error');
