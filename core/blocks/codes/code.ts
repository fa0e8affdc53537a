import type { Expression } from '../../program/expression';
import { add, binary, constant, matMul, reshape, square, sum, unary } from '../../program/expression';
import type { Bound, Inference } from '../../program/search';
import { type LoweringScope, networkPort, type ShapeResult, setParameter, signal, signalBlock, tensor } from '../block';
import { choice, integer, number } from '../parameter';
import { flattened, formatShape } from '../signal';

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
    inference: choice<'fista' | 'ista' | 'gradient' | 'adam'>({
      label: 'Inference',
      help: 'How an optimised code is found: by proximal gradient steps, with momentum (FISTA) or without (ISTA), where the decoder is linear; by gradient steps, plain or by Adam, for any decoder.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'kind', value: 'optimised' },
      default: 'fista',
      options: { fista: 'FISTA', ista: 'ISTA', gradient: 'gradient descent', adam: 'Adam' },
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
    bound: choice<Bound>({
      label: 'Bound',
      help: 'Where a code must lie: the nearest place there is taken. An optimised code needs gradient steps for a ball or a sphere.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'kind', value: ['deterministic', 'optimised'] },
      default: 'none',
      options: {
        none: 'anywhere',
        'unit-ball': 'in the unit ball',
        'unit-sphere': 'on the unit sphere',
        'non-negative': 'non-negative',
      },
    }),
    stepSize: number({
      label: 'Step size',
      help: 'How far a gradient step goes; beyond the inverse of the steepest curvature plain steps overshoot.',
      effect: 'live',
      implied: true,
      onlyWith: { parameter: 'inference', value: ['gradient', 'adam'] },
      default: 0.05,
      minimum: 1e-6,
      maximum: 100,
    }),
    restarts: integer({
      label: 'Restarts',
      help: 'From how many random points gradient steps start; the best is kept, sample by sample.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'inference', value: ['gradient', 'adam'] },
      default: 1,
      minimum: 1,
      maximum: 100,
    }),
    memory: choice<'fresh' | 'persistent'>({
      label: 'Memory',
      help: 'Whether the search for a training sample starts anew each time, or where it ended the last time.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'inference', value: ['gradient', 'adam'] },
      default: 'fresh',
      options: { fresh: 'fresh', persistent: 'persistent, one code a sample' },
    }),
    visit: integer({
      label: 'Steps a visit',
      help: 'How many steps a persistent code is moved each time its sample is seen; a new sample takes all steps.',
      effect: 'rebuild',
      implied: true,
      onlyWith: { parameter: 'memory', value: 'persistent' },
      default: 5,
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
  outputs: [
    { name: 'code', kind: 'signal', roles: ['code', 'distribution'], about: 'The code, or its distribution.' },
    networkPort,
  ],
  inputNeeds: ({ kind }) => ({ input: kind === 'optimised' ? 'unused' : 'required' }),
  idHint: 'code',
  valueName: ({ kind }) => (kind === 'gaussian' ? 'q' : 'z'),
  summary: ({ kind, dimensions, bound }) =>
    `${kind} · ${dimensions}${bound === 'none' || kind === 'gaussian' ? '' : ` · ${bound.replace('-', ' ')}`}`,
  inference: (values) => (values.kind === 'optimised' ? inferenceOf(values) : undefined),
  matrix: ({ kind }) => (kind === 'deterministic' ? ['weights'] : undefined),
  shape({ node, values: { kind, dimensions, inference, bound }, inputs }): ShapeResult {
    const shape = [{ name: 'code', size: dimensions }];
    if (kind === 'optimised') {
      if ((inference === 'fista' || inference === 'ista') && bound.startsWith('unit')) {
        const message = `“${node}” is found by proximal steps, which keep a code non-negative or free; for a ball or a sphere choose gradient descent or Adam.`;
        const fixes = [setParameter('Find it by Adam', node, ['inference'], 'adam')];
        return { problem: { code: 'EBM2007', message, path: ['bound'], fixes } };
      }
      return { outputs: { code: { role: 'code', shape, range: null } } };
    }
    const input = signal(inputs, 'input');
    if (input.shape.length !== 1) {
      return {
        problem: {
          code: 'EBM2001',
          message: `A code is inferred from one axis; ${formatShape(input.shape)} arrived at “${node}”. End the encoder with a flatten layer.`,
          port: 'input',
          wants: [{ port: 'input', shape: flattened(input.shape) }],
        },
      };
    }
    if (kind === 'gaussian') return { outputs: { code: { role: 'distribution', shape, range: null } } };
    const network = { input: input.shape, matrix: true };
    return {
      outputs: {
        code: { role: 'code', shape, range: null },
        network: { role: 'network', shape, range: null, network },
      },
    };
  },
  lower(scope, values, inputs) {
    const { kind, dimensions } = values;
    if (kind === 'optimised') {
      const how = inferenceOf(values);
      const rate = how.kind === 'descent' ? scope.setting('stepSize', values.stepSize) : undefined;
      return { kind: 'tensor', tensor: scope.search([dimensions], how, rate) };
    }
    const h = tensor(inputs, 'input');
    if (kind === 'deterministic') {
      const z = linear(scope, [], h, dimensions);
      return { kind: 'tensor', tensor: within[values.bound](values.bound === 'none' ? z : scope.assign('free', z)) };
    }
    return {
      kind: 'gaussian',
      mean: scope.assign('mean', linear(scope, ['mean'], h, dimensions)),
      logVariance: scope.assign('logVariance', linear(scope, ['logVariance'], h, dimensions)),
    };
  },
});

const length = (z: Expression): Expression => unary('sqrt', add(reshape(sum(square(z)), [1]), constant(1e-12)));

/** The nearest place of a set. */
const within: { readonly [K in Bound]: (z: Expression) => Expression } = {
  none: (z) => z,
  'unit-ball': (z) => binary('div', z, binary('maximum', length(z), constant(1))),
  'unit-sphere': (z) => binary('div', z, length(z)),
  'non-negative': (z) => unary('relu', z),
};

function inferenceOf({
  inference,
  steps,
  bound,
  restarts,
  memory,
  visit,
}: {
  readonly inference: 'fista' | 'ista' | 'gradient' | 'adam';
  readonly steps: number;
  readonly bound: Bound;
  readonly restarts: number;
  readonly memory: 'fresh' | 'persistent';
  readonly visit: number;
}): Inference {
  if (inference === 'gradient' || inference === 'adam')
    return {
      kind: 'descent',
      method: inference,
      steps,
      restarts,
      bound,
      visit: memory === 'persistent' ? visit : undefined,
    };
  const kept = bound === 'non-negative' ? bound : 'none';
  return { kind: 'proximal', method: inference, steps, bound: kept };
}

function linear(scope: LoweringScope, path: readonly string[], h: Expression, units: number): Expression {
  const inputs = h.shape[0] ?? 0;
  const initializer = { kind: 'glorotUniform', fanIn: inputs, fanOut: units } as const;
  const weights = scope.parameter([...path, 'weights'], [inputs, units], initializer);
  return add(matMul(h, weights), scope.parameter([...path, 'bias'], [units], { kind: 'zeros' }));
}
