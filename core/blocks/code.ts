import type { Expression } from '../program/expression';
import { add, matMul } from '../program/expression';
import { type LoweringScope, signal, signalBlock, tensor } from './block';
import { choice, integer } from './parameter';
import { formatShape } from './signal';

export const code = signalBlock({
  type: 'code',
  title: 'Latent code',
  category: 'code',
  about:
    'What the observation leaves open or the model must say briefly, z; its capacity limits where the energy is low.',
  keywords: ['latent', 'z', 'bottleneck', 'hidden', 'embedding', 'posterior', 'gaussian', 'fuzzy ball'],
  reference: 'Kingma & Welling 2014',
  parameters: {
    kind: choice({
      label: 'Kind',
      help: 'A point, or a Gaussian with a mean and a variance of its own for each sample: a fuzzy ball.',
      effect: 'rebuild',
      default: 'deterministic',
      options: { deterministic: 'deterministic', gaussian: 'Gaussian (mean, variance)' },
    }),
    dimensions: integer({
      label: 'Dimensions',
      help: 'How many numbers the code has: the fewer, the less of the space can have low energy.',
      effect: 'rebuild',
      default: 16,
      minimum: 1,
      maximum: 4096,
    }),
  },
  inputs: [
    {
      name: 'input',
      kind: 'signal',
      roles: ['feature', 'observation'],
      about: 'The features that it is inferred from, amortised.',
    },
  ],
  outputs: [{ name: 'code', kind: 'signal', roles: ['code', 'distribution'], about: 'The code, or its distribution.' }],
  idHint: 'code',
  valueName: ({ kind }) => (kind === 'gaussian' ? 'q' : 'z'),
  summary: ({ kind, dimensions }) => `${kind} · ${dimensions}`,
  shape({ node, values: { kind, dimensions }, inputs }) {
    const input = signal(inputs, 'input');
    if (input.shape.length !== 1) {
      return {
        problem: {
          code: 'EBM2001',
          message: `A code is inferred from one axis; ${formatShape(input.shape)} arrived at “${node}”. End the encoder with a flatten layer.`,
          port: 'input',
        },
      };
    }
    const role = kind === 'gaussian' ? 'distribution' : 'code';
    return { outputs: { code: { role, shape: [{ name: 'code', size: dimensions }], range: null } } };
  },
  lower(scope, { kind, dimensions }, inputs) {
    const h = tensor(inputs, 'input');
    if (kind === 'deterministic') return { kind: 'tensor', tensor: linear(scope, [], h, dimensions) };
    return {
      kind: 'gaussian',
      mean: scope.assign('mean', linear(scope, ['mean'], h, dimensions)),
      logVariance: scope.assign('logVariance', linear(scope, ['logVariance'], h, dimensions)),
    };
  },
});

function linear(scope: LoweringScope, path: readonly string[], h: Expression, units: number): Expression {
  const inputs = h.shape[0] ?? 0;
  const initializer = { kind: 'glorotUniform', fanIn: inputs, fanOut: units } as const;
  const weights = scope.parameter([...path, 'weights'], [inputs, units], initializer);
  return add(matMul(h, weights), scope.parameter([...path, 'bias'], [units], { kind: 'zeros' }));
}
