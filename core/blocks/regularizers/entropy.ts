import { add, batchMean, constant, exp, formula, logSoftmax, mul, sum, unary } from '../../program/expression';
import { signal, tensor, termBlock } from '../block';
import { choice } from '../parameter';
import { formatShape } from '../signal';
import { weight } from '../weight';

const entropyOf = formula('entropyOf', '−Σ p log p in nats, p = softmax(logits), a sample.', ['logits'], (logits) =>
  unary('neg', sum(mul(exp(logSoftmax(logits)), logSoftmax(logits)))),
);

/** A sample's share of it: the mean over the batch is log K − H(p̄), the divergence of p̄ from the uniform. */
const unevenness = (largest: number) =>
  formula(
    'unevenness',
    'log K + Σ p log p̄, where p̄ is the mean of p = softmax(logits) over the batch; its own mean is log K − H(p̄).',
    ['logits'],
    (logits) => {
      const p = exp(logSoftmax(logits));
      return add(constant(largest), sum(mul(p, unary('log', add(batchMean(p), constant(1e-12))))));
    },
  );

export const entropy = termBlock({
  type: 'entropy',
  title: 'Entropy',
  category: 'regularizer',
  about: 'Makes each sample sure of its category, or makes the batch use all categories alike.',
  keywords: ['categories', 'softmax', 'sure', 'sharp', 'balance', 'clusters', 'collapse', 'information'],
  reference: 'Grandvalet & Bengio 2005; Krause et al. 2010',
  parameters: {
    weight: weight('Weight', 'How much it costs to be unsure, or uneven.'),
    of: choice({
      label: 'Of',
      help: 'The entropy of each sample, which is made small; or that of the batch’s mean, which is made large.',
      effect: 'rebuild',
      default: 'each',
      options: { each: 'each sample: be sure', batch: 'the batch’s mean: use all categories' },
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: ['feature', 'code', 'reconstruction'], about: 'Logits.' }],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Nats a sample.' }],
  idHint: 'entropy',
  summary: ({ weight, of }) => `${weight} · ${of === 'each' ? 'H(p)' : 'log K − H(p̄)'}`,
  formula: ({ input }) => `H(softmax ${input})`,
  shape({ node, inputs }) {
    const { shape } = signal(inputs, 'input');
    if ((shape.at(-1)?.size ?? 0) > 1) return { outputs: {} };
    const message = `“${node}” needs two categories or more along the last axis; ${formatShape(shape)} arrived.`;
    return { problem: { code: 'EBM2011', message, port: 'input' } };
  },
  lower(_, { of }, inputs) {
    const logits = tensor(inputs, 'input');
    if (of === 'each') return entropyOf(logits);
    const categories = logits.shape.at(-1) ?? 1;
    const sites = logits.shape.reduce((all, size) => all * size, 1) / categories;
    return unevenness(sites * Math.log(categories))(logits);
  },
});
