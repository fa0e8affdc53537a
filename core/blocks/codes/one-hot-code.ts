import { signalBlock } from '../block';
import { choice, integer, number } from '../parameter';

export const oneHotCode = signalBlock({
  type: 'one-hot-code',
  title: 'One-hot code',
  category: 'code',
  about:
    'One of a few choices, found by trying all of them: as many points, or regions, of low energy as there are choices.',
  keywords: ['discrete', 'k-means', 'cluster', 'mixture', 'gmm', 'categorical', 'prototype', 'free energy', 'z'],
  reference: 'Lloyd 1982; Dempster et al. 1977 and LeCun et al. 2006, eq. 3 for the free energy',
  parameters: {
    dimensions: integer({
      label: 'Choices',
      help: 'How many codes there are.',
      effect: 'rebuild',
      default: 10,
      minimum: 2,
      maximum: 1024,
    }),
    inference: choice<'least' | 'expected'>({
      label: 'Inference',
      help: 'Each sample takes the code of least energy; or all of them, each as likely as e to the power of −β times its energy.',
      effect: 'rebuild',
      default: 'least',
      options: { least: 'least energy', expected: 'marginalised' },
    }),
    beta: number({
      label: 'β',
      help: 'The inverse temperature: the greater, the nearer the free energy is to the least energy.',
      effect: 'live',
      implied: true,
      onlyWith: { parameter: 'inference', value: 'expected' },
      default: 1,
      minimum: 1e-6,
      maximum: 1e6,
    }),
  },
  inputs: [],
  outputs: [{ name: 'code', kind: 'signal', roles: ['code'], about: 'The choice, one-hot; or how likely each is.' }],
  idHint: 'code',
  valueName: ({ inference }) => (inference === 'least' ? 'z' : 'q'),
  summary: ({ dimensions, inference, beta }) =>
    `one of ${dimensions}${inference === 'expected' ? ` · marginalised, β ${beta}` : ''}`,
  inference: ({ inference }) => ({ kind: 'every', take: inference }),
  shape: ({ values: { dimensions } }) => ({
    outputs: { code: { role: 'code', shape: [{ name: 'code', size: dimensions }], range: [0, 1] } },
  }),
  lower(scope, { dimensions, inference, beta }) {
    const temperature = inference === 'expected' ? scope.setting('beta', beta) : undefined;
    return { kind: 'tensor', tensor: scope.search([dimensions], { kind: 'every', take: inference }, temperature) };
  },
});
