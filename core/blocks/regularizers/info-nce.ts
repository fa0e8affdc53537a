import { signal, tensor, termBlock } from '../block';
import { number } from '../parameter';
import { formatShape, sameSizes } from '../signal';
import { weight } from '../weight';
import { embeddingRoles, notAVector } from './embedding';

export const infoNce = termBlock({
  type: 'info-nce',
  title: 'InfoNCE',
  category: 'regularizer',
  about: 'Two embeddings of one thing point the same way, and away from those of every other sample of the batch.',
  keywords: ['contrastive', 'simclr', 'cpc', 'negatives', 'push apart', 'joint embedding', 'cosine', 'collapse'],
  reference: 'van den Oord et al. 2018, eq. 4; Chen et al. 2020 for the temperature',
  parameters: {
    weight: weight('Weight', 'How much this counts in the energy.'),
    temperature: number({
      label: 'Temperature τ',
      help: 'What cosines are divided by: the lower, the more the nearest of the others count.',
      effect: 'live',
      default: 0.1,
      minimum: 1e-3,
      maximum: 100,
    }),
  },
  inputs: [
    { name: 'a', kind: 'signal', roles: embeddingRoles, about: 'The embedding of one view.' },
    { name: 'b', kind: 'signal', roles: embeddingRoles, about: 'The embedding of the other.' },
  ],
  outputs: [{ name: 'energy', kind: 'energy', roles: [], about: 'Nats a sample, the mean over the batch.' }],
  idHint: 'contrast',
  overBatch: true,
  bounded: 'above',
  compares: ['a', 'b'],
  spreads: 'contrast',
  summary: ({ temperature }) => `τ ${temperature}`,
  formula: ({ a, b }) => `−log softmax_j( cos(${a}_i, ${b}_j) / τ ) at j = i`,
  shape({ node, inputs }) {
    const [a, b] = [signal(inputs, 'a'), signal(inputs, 'b')];
    const problem = notAVector(node, a, 'a') ?? notAVector(node, b, 'b');
    if (problem) return { problem };
    if (sameSizes(a.shape, b.shape)) return { outputs: {} };
    const message = `“${node}” compares embeddings of one size: ${formatShape(a.shape)} and ${formatShape(b.shape)} arrived.`;
    const wants = [
      { port: 'b', shape: a.shape },
      { port: 'a', shape: b.shape },
    ];
    return { problem: { code: 'EBM2008', message, port: 'b', wants } };
  },
  lower(scope, { temperature }, inputs) {
    const [a, b] = [tensor(inputs, 'a'), tensor(inputs, 'b')];
    return { op: 'infoNce', a, b, temperature: scope.setting('temperature', temperature), shape: [] };
  },
});
