import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { blocks } from '../../../core/blocks/catalogue';
import { activation } from '../../../core/blocks/layers/activation';
import { layers } from '../../../core/blocks/layers/catalogue';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import { loadModule } from '../training/backends';

beforeAll(async () => {
  await startBackend(['cpu']);
});

type Nodes = { readonly [id: string]: { readonly block: string; readonly [key: string]: Json } };

const graph = (nodes: Nodes, ...edges: readonly [string, string][]): string =>
  JSON.stringify({
    format: 2,
    name: 'gradient',
    nodes,
    edges: edges.map(([from, to]) => ({ from, to })),
    training: {},
  });

/** digits → layers → a distance to the digits, through a smooth code of eight. */
function withLayers(stack: readonly Json[], distance = 'squared-error'): string {
  return graph(
    {
      x: { block: 'observation', data: 'digits' },
      encoder: { block: 'encoder', layers: stack },
      code: { block: 'code', kind: 'deterministic', dimensions: 3 },
      decoder: {
        block: 'decoder',
        layers: [
          { layer: 'dense', units: 64, activation: 'tanh' },
          { layer: 'reshape', shape: [8, 8, 1] },
        ],
      },
      distance: { block: distance },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', 'code.input'],
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );
}

const dense = (kind: string): Json => ({ layer: 'dense', units: 5, activation: kind });
const flatten: Json = { layer: 'flatten' };

function withRegularizer(block: string): string {
  const gaussian = blocks.get(block)?.inputs[0]?.roles.includes('distribution');
  const base = JSON.parse(withLayers([flatten, dense('softplus')]));
  base.nodes.code.kind = gaussian ? 'gaussian' : 'deterministic';
  base.nodes.term = { block, weight: 0.7 };
  base.edges.push({ from: 'code.code', to: 'term.input' }, { from: 'term.energy', to: 'energy.terms' });
  if (gaussian) {
    // Noise would blur a difference: the code goes nowhere but into its regularizer, and the digits are compared directly.
    for (const id of ['decoder', 'distance']) delete base.nodes[id];
    base.edges = base.edges.filter(({ from, to }: { from: string; to: string }) => !/decoder|distance/.test(from + to));
  }
  return JSON.stringify(base);
}

function withPair(block: string): string {
  return graph(
    {
      x: { block: 'observation', data: 'digits' },
      one: { block: 'encoder', layers: [flatten, dense('tanh')] },
      two: { block: 'encoder', layers: [flatten, dense('softplus')] },
      joined: { block },
      decoder: {
        block: 'decoder',
        layers: [
          { layer: 'dense', units: 64, activation: 'linear' },
          { layer: 'reshape', shape: [8, 8, 1] },
        ],
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

const stacks: Record<string, readonly Json[]> = {
  conv2d: [{ layer: 'conv2d', filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'tanh' }, flatten],
  'conv2d-transpose': [
    { layer: 'conv2d-transpose', filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'tanh' },
    { layer: 'pool2d', kind: 'avg', size: 4 },
    flatten,
  ],
  pool2d: [{ layer: 'conv2d', filters: 2, kernel: 3 }, { layer: 'pool2d', kind: 'max', size: 2 }, flatten],
  upsample2d: [{ layer: 'pool2d', kind: 'avg', size: 4 }, { layer: 'upsample2d', factor: 2 }, flatten, dense('tanh')],
  residual: [flatten, dense('tanh'), { layer: 'residual', units: 4, activation: 'tanh' }],
};

const activations = (
  activation.parameters.kind?.control.kind === 'choice' ? activation.parameters.kind.control.options : []
).map(({ value }) => value);

const cases: readonly (readonly [string, string])[] = [
  ...activations.map((kind) => [`the activation ${kind}`, withLayers([flatten, dense(kind)])] as const),
  ...Object.entries(stacks).map(([name, stack]) => [`the layer ${name}`, withLayers(stack)] as const),
  ...[...blocks.values()]
    .filter(({ category }) => category === 'distance')
    .map(({ type }) => [`the distance ${type}`, withLayers([flatten, dense('tanh')], type)] as const),
  ...[...blocks.values()]
    .filter(({ category }) => category === 'regularizer')
    .map(({ type }) => [`the regularizer ${type}`, withRegularizer(type)] as const),
  ...['concat', 'add', 'product'].map((type) => [`the block ${type}`, withPair(type)] as const),
];

/**
 * The directional derivative of the mean energy along the gradient, by central differences in 32-bit floats, against the
 * gradient's squared length: the two are equal to first order (error of the difference: third derivatives times h²).
 */
async function compareAlongGradient(text: string): Promise<{ numeric: number; analytic: number }> {
  const { module } = await loadModule(text);
  const model = module.createModel({ seed: 5 });
  const x = tf.randomUniform([6, 8, 8, 1], 0, 1, 'float32', 9);
  const variables = Object.values(model.variables);
  const total = (): tf.Scalar => tf.mean(model.energy(x)) as tf.Scalar;
  const { grads } = tf.variableGrads(total, variables);
  const gradients = variables.map(({ name }) => grads[name]);
  const squared = gradients.reduce(
    (sum, g) => sum + (g ? tf.tidy(() => tf.sum(tf.square(g)).dataSync()[0] ?? 0) : 0),
    0,
  );
  const h = 3e-3 / Math.sqrt(squared);
  const shifted = (sign: number): number =>
    tf.tidy(() => {
      const move = (amount: number): void => {
        for (const [index, variable] of variables.entries()) {
          const g = gradients[index];
          if (g) variable.assign(tf.add(variable, tf.mul(amount, g)) as tf.Tensor);
        }
      };
      move(sign * h);
      const value = total().dataSync()[0] ?? Number.NaN;
      move(-sign * h);
      return value;
    });
  return { numeric: (shifted(1) - shifted(-1)) / (2 * h), analytic: squared };
}

describe('the gradient of emitted code agrees with finite differences', () => {
  test.each(cases)('for %s', async (_, text) => {
    const { numeric, analytic } = await compareAlongGradient(text);
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.01);
  });

  test('and every layer with parameters of its own is among them', () => {
    const tried = cases.map(([name]) => name);
    for (const type of layers.keys()) {
      if (['flatten', 'reshape', 'dense', 'activation'].includes(type)) continue;
      expect(tried).toContain(`the layer ${type}`);
    }
  });

  test('a stopped gradient reaches nothing behind it', async () => {
    const text = JSON.parse(withLayers([flatten, dense('tanh')]));
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
