import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import type { Model } from '../../../core/training/model';
import { type Lasso, proximalGradient } from '../../proof/oracles/lasso';
import { columnsAt, type Matrix, matrix, multiply, row } from '../../proof/oracles/matrix';
import { dense, graph, type Nodes, reshape } from '../emit/graphs';
import { loadModule } from './backends';

beforeAll(async () => {
  await startBackend(['cpu']);
});

const samples = 6;

/** Digits → the code of least energy; nodes and wires beside it may change that energy. */
async function coding(
  nodes: Nodes,
  ...edges: readonly (readonly [string, string])[]
): Promise<{ readonly model: Model; readonly x: tf.Tensor; readonly z: tf.Tensor }> {
  const text = graph(
    {
      x: { block: 'observation', data: 'digits' },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
      ...nodes,
    },
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
    ...edges,
  );
  const { module, manifest } = await loadModule(text);
  const model = module.createModel({ seed: 5 });
  const x = tf.randomUniform([samples, ...(manifest.observations[0]?.shape ?? [])], 0, 1, 'float32', 9);
  const { code } = model.infer(x);
  if (!(code instanceof tf.Tensor)) throw new Error('The code is no tensor.');
  return { model, x, z: code };
}

const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();

function weights(model: Model, name: string): Matrix {
  const variable = model.variables[name];
  if (!variable) throw new Error(`The model has no “${name}”.`);
  const [rows = 0, columns = 0] = variable.shape;
  return matrix(rows, columns, numbers(variable));
}

/** The largest difference of the codes from those of the oracle, sample by sample. */
function farthest(z: tf.Tensor, x: tf.Tensor, lasso: Lasso, pixels: readonly number[]): number {
  const solve = proximalGradient(lasso, { method: 'restarted-fista', iterations: 4000 });
  const [codes, observed] = [numbers(z), columnsAt(matrix(samples, 64, numbers(x)), pixels)];
  const units = z.shape[1] ?? 0;
  return Math.max(
    ...Array.from({ length: samples }, (_, sample) => {
      const least = solve(row(observed, sample));
      return Math.max(...least.map((value, unit) => Math.abs(value - (codes[sample * units + unit] ?? 0))));
    }),
  );
}

const all = Array.from({ length: 64 }, (_, pixel) => pixel);
const linear = (units: number) => ({ layer: 'dense', units, activation: 'linear', bias: 'none' });
const sparse = {
  code: { block: 'code', kind: 'optimised', dimensions: 12, steps: 400 },
  sparsity: { block: 'l1', weight: 0.3 },
} as const;
const charged = [
  ['code.code', 'sparsity.input'],
  ['sparsity.energy', 'energy.terms'],
] as const;

describe('FISTA comes to the least energy, as the lasso has it', () => {
  test('through one matrix', async () => {
    const decoder = { block: 'decoder', layers: [linear(64), reshape(8, 8, 1)] };
    const { model, x, z } = await coding({ ...sparse, decoder }, ...charged);
    const atoms = weights(model, 'decoder.dense1.weights');
    expect(farthest(z, x, { atoms, weight: 1, penalty: 0.3 }, all)).toBeLessThan(1e-3);
  });

  test('through several linear layers, which are one matrix', async () => {
    const decoder = { block: 'decoder', layers: [linear(20), linear(64), reshape(8, 8, 1)] };
    const { model, x, z } = await coding({ ...sparse, decoder }, ...charged);
    const atoms = multiply(weights(model, 'decoder.dense1.weights'), weights(model, 'decoder.dense2.weights'));
    expect(farthest(z, x, { atoms, weight: 1, penalty: 0.3 }, all)).toBeLessThan(2e-3);
  });

  test('where only the pixels count that a mask hides', async () => {
    const decoder = { block: 'decoder', layers: [linear(64), reshape(8, 8, 1)] };
    const pattern = Array.from({ length: 8 }, () => '00001111');
    const { model, x, z } = await coding(
      { ...sparse, decoder, mask: { block: 'mask', hidden: 'own', pattern } },
      ...charged,
      ['x.value', 'mask.input'],
      ['mask.mask', 'distance.mask'],
    );
    const atoms = columnsAt(weights(model, 'decoder.dense1.weights'), hidden(model, x));
    expect(farthest(z, x, { atoms, weight: 1, penalty: 0.3 }, hidden(model, x))).toBeLessThan(2e-3);
  });
});

/** Which pixels the mask of a model hides. */
function hidden(model: Model, x: tf.Tensor): readonly number[] {
  const { mask } = model.infer(x);
  if (!(mask instanceof tf.Tensor)) throw new Error('The mask is no tensor.');
  const shown = numbers(mask);
  return all.filter((pixel) => shown[pixel] === 0);
}

describe('gradient steps find the least energy behind a decoder that is not linear', () => {
  /** The least energy of each sample over a fine grid of codes of one number. */
  const overGrid = (model: Model, x: tf.Tensor): Float32Array =>
    numbers(
      tf.tidy(() => {
        const at = Array.from({ length: 1001 }, (_, index) => -5 + index / 100);
        const energyAt = (value: number): tf.Tensor =>
          Reflect.apply(model.energy, model, [x, { z: tf.fill([samples, 1], value) }]);
        return tf.min(tf.stack(at.map(energyAt)), 0);
      }),
    );

  test.each([
    ['adam', 0.05],
    ['gradient', 0.02],
  ])('by %s', async (inference, stepSize) => {
    const code = { block: 'code', kind: 'optimised', dimensions: 1, inference, stepSize, steps: 400, restarts: 4 };
    const decoder = { block: 'decoder', layers: [dense(8, 'tanh'), dense(64, 'linear'), reshape(8, 8, 1)] };
    const norm = { block: 'l2', weight: 0.2 };
    const { model, x } = await coding(
      { code, decoder, norm },
      ['code.code', 'norm.input'],
      ['norm.energy', 'energy.terms'],
    );
    const [found, least] = [numbers(model.energy(x)), overGrid(model, x)];
    for (const [sample, value] of found.entries())
      expect(Math.abs(value / (least[sample] ?? 0) - 1)).toBeLessThan(2e-4);
  });
});

describe('codes that are kept between steps', () => {
  const text = graph(
    {
      x: { block: 'observation', data: 'digits' },
      code: {
        block: 'code',
        kind: 'optimised',
        dimensions: 2,
        inference: 'gradient',
        stepSize: 0.05,
        steps: 30,
        memory: 'persistent',
        visit: 3,
      },
      decoder: { block: 'decoder', layers: [linear(64), reshape(8, 8, 1)] },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );

  test('move by the steps of a visit, those of the batch alone, and are left as they are when the model is asked', async () => {
    const { module } = await loadModule(text);
    module.settings.learningRate = 0;
    const model = module.createModel({ seed: 5, samples: 10 });
    const memory = (): Float32Array => numbers(model.variables['memory.code'] ?? tf.zeros([10, 2])).slice();
    const x = tf.randomUniform([3, 8, 8, 1], 0, 1, 'float32', 9);
    const start = memory();
    const held = numbers(model.energy(x)).slice();
    expect(memory()).toEqual(start);
    tf.dispose(model.step(x, tf.tensor1d([7, 2, 4], 'int32')));
    const after = memory();
    // Three steps of z ← z − 2η (z W − x) Wᵀ, in doubles.
    const atoms = weights(model, 'decoder.dense1.weights');
    const pixels = numbers(x);
    for (const [place, sample] of [7, 2, 4].entries()) {
      const z = [start[2 * sample] ?? 0, start[2 * sample + 1] ?? 0];
      for (let step = 0; step < 3; step++) {
        const left = all.map(
          (pixel) =>
            [0, 1].reduce((sum, k) => sum + (z[k] ?? 0) * (row(atoms, k)[pixel] ?? 0), 0) -
            (pixels[64 * place + pixel] ?? 0),
        );
        const slope = [0, 1].map(
          (k) => 2 * left.reduce((sum, each, pixel) => sum + each * (row(atoms, k)[pixel] ?? 0), 0),
        );
        for (const k of [0, 1]) z[k] = (z[k] ?? 0) - 0.05 * (slope[k] ?? 0);
      }
      for (const k of [0, 1]) expect(after[2 * sample + k]).toBeCloseTo(z[k] ?? Number.NaN, 4);
    }
    for (const sample of [0, 1, 3, 5, 6, 8, 9])
      expect(after.slice(2 * sample, 2 * sample + 2)).toEqual(start.slice(2 * sample, 2 * sample + 2));
    expect(numbers(model.energy(x))).toEqual(held);
  });
});
