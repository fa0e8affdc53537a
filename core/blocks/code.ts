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
  keywords: [
    'latent',
    'z',
    'bottleneck',
    'hidden',
    'embedding',
    'posterior',
    'gaussian',
    'fuzzy ball',
    'sparse coding',
    'lasso',
  ],
  reference: 'Kingma & Welling 2014; Olshausen & Field 1996 and Beck & Teboulle 2009 for an optimised code',
  parameters: {
    kind: choice({
      label: 'Kind',
      help: 'A point; a Gaussian with a mean and a variance of its own for each sample, a fuzzy ball; or found for each sample by minimising the energy.',
      effect: 'rebuild',
      default: 'deterministic',
      options: {
        deterministic: 'deterministic',
        gaussian: 'Gaussian (mean, variance)',
        optimised: 'optimised (least energy)',
      },
    }),
    dimensions: integer({
      label: 'Dimensions',
      help: 'How many numbers the code has: the fewer, the less of the space can have low energy.',
      effect: 'rebuild',
      default: 16,
      minimum: 1,
      maximum: 4096,
    }),
    inference: choice({
      label: 'Inference',
      help: 'How an optimised code is found: by proximal gradient steps, with momentum (FISTA) or without (ISTA).',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'kind', value: 'optimised' },
      default: 'fista',
      options: { fista: 'FISTA', ista: 'ISTA' },
    }),
    steps: integer({
      label: 'Steps',
      help: 'How many steps an optimised code is given: the fewer, the further it stays from the least energy.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'kind', value: 'optimised' },
      default: 50,
      minimum: 1,
      maximum: 1000,
    }),
  },
  inputs: [
    {
      name: 'input',
      kind: 'signal',
      roles: ['feature', 'observation'],
      about: 'The features that it is inferred from, amortised.',
      optional: true,
    },
  ],
  outputs: [{ name: 'code', kind: 'signal', roles: ['code', 'distribution'], about: 'The code, or its distribution.' }],
  inputNeeds: ({ kind }) => ({ input: kind === 'optimised' ? 'unused' : 'required' }),
  idHint: 'code',
  valueName: ({ kind }) => (kind === 'gaussian' ? 'q' : 'z'),
  summary: ({ kind, dimensions }) => `${kind} · ${dimensions}`,
  inference: ({ kind, inference, steps }) =>
    kind === 'optimised' ? { method: inference, iterations: steps } : undefined,
  shape({ node, values: { kind, dimensions }, inputs }) {
    const shape = [{ name: 'code', size: dimensions }];
    if (kind === 'optimised') return { outputs: { code: { role: 'code', shape, range: null } } };
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
    return { outputs: { code: { role, shape, range: null } } };
  },
  lower(scope, { kind, dimensions, inference, steps }, inputs) {
    if (kind === 'optimised')
      return { kind: 'tensor', tensor: scope.minimizer([dimensions], { method: inference, iterations: steps }) };
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
