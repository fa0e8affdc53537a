import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { blocks } from '../../../core/blocks/catalogue';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import { loadModule } from '../training/backends';
import { compareAlongGradient } from './finite-differences';
import { dense, flatten, graph, reshape } from './graphs';
import { activations, boundCode, bounds, stacks, withLayers } from './layer-graphs';
import { functionsOf } from './opened';
import { distances, regularizers, untried, withRegularizer } from './term-graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

function withPair(block: string): string {
  return graph(
    {
      x: { block: 'observation', data: 'digits' },
      one: { block: 'encoder', layers: [flatten, dense(5, 'tanh')] },
      two: { block: 'encoder', layers: [flatten, dense(5, 'softplus')] },
      joined: { block },
      decoder: {
        block: 'decoder',
        layers: [dense(64, 'linear'), reshape(8, 8, 1)],
      },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['x.value', 'one.input'],
    ['x.value', 'two.input'],
    ['one.output', 'joined.a'],
    ['two.output', 'joined.b'],
    ['joined.output', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );
}

/** Two encodings by one network, of the digits and of what another network makes of them. */
const twins = (parameters: { readonly [name: string]: Json }): string =>
  graph(
    {
      x: { block: 'observation', data: 'digits' },
      changed: { block: 'encoder', layers: [flatten, dense(64), reshape(8, 8, 1)] },
      encoder: { block: 'encoder', layers: [flatten, dense(5, 'softplus')] },
      twin: { block: 'copy', ...parameters },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['x.value', 'changed.input'],
    ['changed.output', 'encoder.input'],
    ['encoder.network', 'twin.network'],
    ['x.value', 'twin.input'],
    ['encoder.output', 'distance.prediction'],
    ['twin.output', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );

/** The code's own matrix leads back from it. */
const tied = ((): string => {
  const base = JSON.parse(withLayers([flatten]));
  base.nodes.decoder = { block: 'transpose', shape: [8, 8, 1] };
  base.edges.push({ from: 'code.network', to: 'decoder.network' });
  return JSON.stringify(base);
})();

const cases: readonly (readonly [string, string])[] = [
  ...activations.map((kind) => [`the activation ${kind}`, withLayers([flatten, dense(5, kind)])] as const),
  ...Object.entries(stacks).map(([name, stack]) => [`the layer ${name}`, withLayers(stack)] as const),
  ...distances.map(([type, text]) => [`the distance ${type}`, text] as const),
  ...bounds.map((bound) => [`a code within: ${bound}`, boundCode(bound)] as const),
  ...regularizers.map(([type, text]) => [`the regularizer ${type}`, text] as const),
  ...['concat', 'add', 'product', 'weighted-sum'].map((type) => [`the block ${type}`, withPair(type)] as const),
  ['a copy that shares its weights', twins({ weights: 'shared' })],
  ['a copy that follows', twins({ weights: 'moving-average' })],
  ['a tied decoder', tied],
  [
    'a predictor with a latent variable',
    graph(
      {
        x: { block: 'observation', data: 'forks' },
        past: { block: 'part', which: 'past' },
        future: { block: 'part', which: 'future' },
        encoder: { block: 'encoder', layers: [flatten, dense(2)] },
        predictor: { block: 'predictor', layers: [dense(8), reshape(4, 2)] },
        distance: { block: 'squared-error' },
        energy: { block: 'energy' },
      },
      ['x.value', 'past.input'],
      ['x.value', 'future.input'],
      ['future.output', 'encoder.input'],
      ['past.output', 'predictor.context'],
      ['encoder.output', 'predictor.latent'],
      ['predictor.output', 'distance.prediction'],
      ['future.output', 'distance.target'],
      ['distance.energy', 'energy.terms'],
    ),
  ],
];

/** digits → noise → encoder → decoder, or a noise that is drawn in the code; the target is clean. */
function withNoise(block: string, parameters: { readonly [name: string]: Json }): string {
  const drawn = blocks.get(block)?.inputs[0]?.roles.includes('distribution');
  const base = JSON.parse(withLayers([flatten, dense(5)], block === 'token-masking-noise' ? 'categorical' : undefined));
  base.nodes.noise = { block, ...parameters };
  const [from, to] = drawn ? ['code.code', 'decoder.code'] : ['x.value', 'encoder.input'];
  if (drawn) base.nodes.code.kind = 'gaussian';
  base.edges = base.edges.filter((edge: { from: string; to: string }) => edge.to !== to);
  base.edges.push({ from, to: 'noise.input' }, { from: 'noise.output', to });
  return JSON.stringify(base);
}

/** Every noise of the catalogue, and what its parameters change. */
const noises: readonly (readonly [string, { readonly [name: string]: Json }])[] = [
  ...[...blocks.values()]
    .filter(({ category, outputs }) => category === 'noise' && outputs[0]?.name === 'output')
    .map(({ type }) => [type, {}] as const),
  ['gaussian-noise', { schedule: 'falling' }],
  ['gaussian-noise', { schedule: 'learned' }],
  ['uniform-noise', { schedule: 'falling' }],
  ['reparameterized-noise', { schedule: 'learned' }],
];

/**
 * The same through the noise of a first step, which is that of its place in the run: models of one seed draw the same. A
 * step of plain gradient descent at rate 1 moves the weights by their gradient.
 */
async function compareThroughNoise(text: string): Promise<{ numeric: number; analytic: number }> {
  const { module, manifest } = await loadModule(text);
  const x = tf.randomUniform([6, ...(manifest.observations[0]?.shape ?? [])], 0, 1, 'float32', 9);
  const energyAfter = (gradient: readonly tf.Tensor[], h: number): { energy: number; moved: tf.Tensor[] } => {
    const model = module.createModel({ seed: 5 });
    const variables = Object.values(model.variables);
    for (const [index, variable] of variables.entries()) {
      const along = gradient[index];
      if (along) variable.assign(tf.add(variable, tf.mul(h, along)) as tf.Tensor);
    }
    const before = variables.map((variable) => tf.clone(variable));
    const energy = Object.values(model.step(x)).reduce((sum, mean) => sum + (mean.dataSync()[0] ?? Number.NaN), 0);
    return { energy, moved: variables.map((variable, index) => tf.sub(before[index] ?? 0, variable)) };
  };
  const gradient = energyAfter([], 0).moved;
  const analytic = gradient.reduce((sum, g) => sum + (tf.sum(tf.square(g)).dataSync()[0] ?? 0), 0);
  const h = 3e-3 / Math.sqrt(analytic);
  return { numeric: (energyAfter(gradient, h).energy - energyAfter(gradient, -h).energy) / (2 * h), analytic };
}

describe('with its noise held fixed, the gradient of emitted code agrees with finite differences', () => {
  test.each(noises)('for %s %j', async (block, parameters) => {
    const { numeric, analytic } = await compareThroughNoise(withNoise(block, parameters));
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.01);
  });

  test.each(activations.filter((kind) => kind !== 'linear'))('for a contraction through %s', async (kind) => {
    const { numeric, analytic } = await compareThroughNoise(withRegularizer('contractive', {}, kind));
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.01);
  });

  test('and another step draws other noise', async () => {
    const { module } = await loadModule(withNoise('gaussian-noise', {}));
    module.settings.learningRate = 0;
    const model = module.createModel({ seed: 5 });
    const energies = [0, 1].map(() => model.step(tf.ones([4, 8, 8, 1])).distance?.dataSync()[0]);
    expect(energies[0]).not.toBe(energies[1]);
  });
});

describe('a contraction', () => {
  test('through a matrix is its squared norm, in the mean over directions', async () => {
    const { module } = await loadModule(withRegularizer('contractive', {}, 'linear'));
    const model = module.createModel({ seed: 5 });
    const weights = tf.matMul(
      model.variables['encoder.dense1.weights'] ?? tf.zeros([64, 5]),
      model.variables['code.weights'] ?? tf.zeros([5, 3]),
    );
    const squared = tf.sum(tf.square(weights)).dataSync()[0] ?? 0;
    const { term } = model.energyTerms(tf.ones([4000, 8, 8, 1]));
    const { mean, variance } = tf.moments(term ?? tf.zeros([1]));
    const error = Math.sqrt((variance.dataSync()[0] ?? 0) / 4000);
    expect(error).toBeGreaterThan(0);
    expect(Math.abs((mean.dataSync()[0] ?? 0) - 0.7 * squared)).toBeLessThan(4 * error);
  });

  test('along one direction is the squared norm of the pulled direction', async () => {
    const { jacobianNorm } = await functionsOf(withRegularizer('contractive', {}, 'tanh'), 'jacobianNorm');
    const weights = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const x = tf.tensor2d([0.1, -0.2, 0.3], [1, 3]);
    const f = (at: tf.Tensor): tf.Tensor => tf.tanh(tf.matMul(at, weights));
    // J = W diag(1 − tanh²), and v = (1, −1).
    const slopes = tf.sub(1, tf.square(f(x))).dataSync();
    const pulled = [0, 1, 2].map((row) => (2 * row + 1) * (slopes[0] ?? 0) - (2 * row + 2) * (slopes[1] ?? 0));
    const found = jacobianNorm(f, x, () => tf.tensor2d([1, -1], [1, 2])).dataSync()[0];
    expect(found).toBeCloseTo(
      pulled.reduce((sum, value) => sum + value ** 2, 0),
      4,
    );
  });
});

describe('lent weights', () => {
  test('that decay are charged by their squares', async () => {
    const { module } = await loadModule(withRegularizer('weight-decay'));
    const model = module.createModel({ seed: 5 });
    const own = Object.entries(model.variables).filter(([name]) => name.startsWith('encoder'));
    const squares = own.reduce((sum, [, w]) => sum + (tf.sum(tf.square(w)).dataSync()[0] ?? 0), 0);
    expect(model.energyTerms(tf.ones([2, 8, 8, 1])).term?.dataSync()[0]).toBeCloseTo(0.7 * squares, 4);
  });

  test('that are shared get the gradient of both uses', async () => {
    const gradientOf = async (parameters: { readonly [name: string]: Json }, stopped?: 'encoder' | 'twin') => {
      const text = JSON.parse(twins(parameters));
      if (stopped) {
        text.nodes.still = { block: 'stop-gradient' };
        const wire = text.edges.find(({ from }: { from: string }) => from === `${stopped}.output`);
        text.edges.push({ from: wire.from, to: 'still.input' });
        wire.from = 'still.output';
      }
      const { module } = await loadModule(JSON.stringify(text));
      const model = module.createModel({ seed: 5 });
      const weights = model.variables['encoder.dense1.weights'];
      if (!weights) throw new Error('The encoder has no weights.');
      const x = tf.randomUniform([6, 8, 8, 1], 0, 1, 'float32', 9);
      const { grads } = tf.variableGrads(() => tf.mean(model.energy(x)) as tf.Scalar, [weights]);
      return grads[weights.name]?.dataSync() ?? [];
    };
    const [both, one, other] = [
      await gradientOf({ weights: 'shared' }),
      await gradientOf({ weights: 'shared' }, 'twin'),
      await gradientOf({ weights: 'shared' }, 'encoder'),
    ];
    for (const part of [one, other]) expect(Math.max(...Array.from(part, Math.abs))).toBeGreaterThan(1e-3);
    for (const [index, value] of both.entries())
      expect(value).toBeCloseTo((one[index] ?? Number.NaN) + (other[index] ?? Number.NaN), 4);
  });

  test('that follow start alike, get no gradient, and move by θ′ ← γ θ′ + (1 − γ) θ', async () => {
    const { module } = await loadModule(twins({ weights: 'moving-average', decay: 0.75 }));
    const model = module.createModel({ seed: 5 });
    const names = ['dense1.weights', 'dense1.bias'];
    const values = (block: string): number[] =>
      names.flatMap((name) => Array.from(model.variables[`${block}.${name}`]?.dataSync() ?? []));
    const before = values('encoder');
    expect(before).toHaveLength(64 * 5 + 5);
    expect(values('twin')).toEqual(before);
    module.settings.learningRate = 0.01;
    tf.dispose(model.step(tf.randomUniform([6, 8, 8, 1], 0, 1, 'float32', 9)));
    const [after, slow] = [values('encoder'), values('twin')];
    expect(Math.max(...after.map((value, index) => Math.abs(value - (before[index] ?? 0))))).toBeGreaterThan(1e-4);
    for (const [index, value] of slow.entries())
      expect(value).toBeCloseTo(0.75 * (before[index] ?? 0) + 0.25 * (after[index] ?? 0), 6);
  });
});

describe('what a code prediction moves', () => {
  test.each([
    ['encoder', ['other']],
    ['code', ['encoder', 'code']],
    ['both', ['encoder', 'code', 'other']],
  ])('where it moves %s, only that learns from it', async (moves, learning) => {
    const { module } = await loadModule(withRegularizer('code-prediction', { moves }));
    const model = module.createModel({ seed: 5 });
    const before = Object.fromEntries(Object.entries(model.variables).map(([name, v]) => [name, v.dataSync().slice()]));
    tf.dispose(model.step(tf.ones([4, 8, 8, 1])));
    const moved = Object.entries(model.variables)
      .filter(([name, variable]) => variable.dataSync().some((value, index) => value !== before[name]?.[index]))
      .map(([name]) => name.split('.')[0]);
    expect(new Set(moved)).toEqual(new Set(learning));
  });
});

describe('the gradient of emitted code agrees with finite differences', () => {
  test.each(cases)('for %s', async (_, text) => {
    const { module, manifest } = await loadModule(text);
    // Of no sample does the code lie at the edge of its ball, where the energy has a kink.
    const x = tf.randomUniform([6, ...(manifest.observations[0]?.shape ?? [])], 0, 1, 'float32', 10);
    const { numeric, analytic } = compareAlongGradient(module, ({ energy }) => tf.mean(energy(x)), 3e-3);
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.01);
  });

  test('and everything of the catalogue that has a gradient is among them', () => {
    expect(untried(cases.map(([name]) => name))).toEqual([]);
  });

  test('a stopped gradient reaches nothing behind it', async () => {
    const text = JSON.parse(withLayers([flatten, dense(5, 'tanh')]));
    text.nodes.stop = { block: 'stop-gradient' };
    text.edges = text.edges.filter(({ to }: { to: string }) => to !== 'decoder.code');
    text.edges.push({ from: 'code.code', to: 'stop.input' }, { from: 'stop.output', to: 'decoder.code' });
    const { module } = await loadModule(JSON.stringify(text));
    const model = module.createModel({ seed: 5 });
    const before = Object.fromEntries(Object.entries(model.variables).map(([name, v]) => [name, v.dataSync().slice()]));
    tf.dispose(model.step(tf.ones([4, 8, 8, 1])));
    for (const [name, variable] of Object.entries(model.variables)) {
      const still = variable.dataSync().every((value, index) => value === before[name]?.[index]);
      expect([name, still]).toEqual([name, !name.startsWith('decoder')]);
    }
  });
});
