import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { emitTfjs } from '../../../core/emit/tfjs/emit';
import { parse } from '../../../core/graph/parse';
import { lower } from '../../../core/lowering/lower';
import { startBackend } from '../../../core/training/backend';
import type { Model } from '../../../core/training/model';
import { importModule } from '../training/backends';
import { type Comparison, compareAlongGradient } from './finite-differences';
import { dense, flatten, graph, reshape } from './graphs';
import { activations, boundCode, bounds, stacks, withLayers } from './layer-graphs';
import { distances, regularizers, untried } from './term-graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

/** Four prototypes, the nearest of which counts, or all of them. */
const prototypes = (inference: string): string =>
  graph(
    {
      x: { block: 'observation', data: 'digits' },
      code: { block: 'one-hot-code', dimensions: 4, inference, beta: 0.1 },
      decoder: { block: 'decoder', layers: [dense(64, 'tanh'), reshape(8, 8, 1)] },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );

const cases: readonly (readonly [string, string])[] = [
  ...activations.map((kind) => [`the activation ${kind}`, withLayers([flatten, dense(5, kind)])] as const),
  ...Object.entries(stacks).map(([name, stack]) => [`the layer ${name}`, withLayers(stack)] as const),
  ...distances.map(([type, text]) => [`the distance ${type}`, text] as const),
  ...bounds.map((bound) => [`a code within: ${bound}`, boundCode(bound)] as const),
  ...regularizers.map(([type, text]) => [`the regularizer ${type}`, text] as const),
  ['the least energy over one-hot codes', prototypes('least')],
  ['the free energy over one-hot codes', prototypes('expected')],
];

/** Of the sum of ‖∂F/∂x‖²: its gradient holds second derivatives, and its differences need first ones alone. */
async function compareSlopes(text: string, secondOrder: boolean): Promise<Comparison> {
  const program = lower(check(parse(text)));
  const { source, manifest } = emitTfjs({ ...program, secondOrder }, { fileName: 'graph.ebm.json' });
  const x = tf.randomUniform([3, ...(manifest.observations[0]?.shape ?? [])], 0, 1, 'float32', 9);
  const slope = ({ energy }: Model): tf.Scalar => tf.sum(tf.square(tf.grad((at) => tf.sum(energy(at)))(x)));
  return compareAlongGradient(await importModule(source), slope, 3e-3);
}

/** How far the two are apart, as a share; all of it where the gradient cannot be had. */
const errorOf = (text: string, secondOrder: boolean): Promise<number> =>
  compareSlopes(text, secondOrder).then(
    ({ numeric, analytic }) => Math.abs(numeric / analytic - 1),
    () => 1,
  );

describe('the gradient of a gradient agrees with finite differences', () => {
  test.each(cases)('for %s', async (_, text) => {
    const { numeric, analytic } = await compareSlopes(text, true);
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.02);
  });

  test('and everything of the catalogue that has a gradient is among them', () => {
    expect(untried(cases.map(([name]) => name))).toEqual([]);
  });

  test.each(['tanh', 'sigmoid', 'silu', 'elu', 'leakyRelu'])(
    'and does not for %s as TensorFlow.js has it',
    async (kind) => {
      const text = withLayers([flatten, dense(5, kind)]).replace('"activation":"tanh"', '"activation":"linear"');
      expect(await errorOf(text, false)).toBeGreaterThan(0.02);
    },
  );
});
