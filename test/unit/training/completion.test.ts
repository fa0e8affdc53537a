import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { freeEnergyOf } from '../../../core/training/free-energy';
import { digits } from '../../proof/digits';
import { conditionalMean, gaussianNegativeLogLikelihood, probabilisticPca } from '../../proof/oracles/gaussian';
import { at, columnMeans, row } from '../../proof/oracles/matrix';
import { principalComponents } from '../../proof/oracles/principal-components';
import { blockGraphs, dense, flatten, graph, reshape } from '../emit/graphs';
import { templates } from '../templates';
import { loadModule, startWasm } from './backends';

beforeAll(startWasm);

const checkered = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: shape.reduce((size, each) => size * each, 1) }, (_, index) => (index * 7) % 3 && 1);

const linearVae = (sigma2: number): string =>
  graph(
    {
      x: { block: 'observation', data: 'digits' },
      encoder: { block: 'encoder', layers: [flatten] },
      code: { block: 'code', kind: 'gaussian', dimensions: 16 },
      noise: { block: 'reparameterized-noise' },
      decoder: { block: 'decoder', layers: [dense(64, 'linear'), reshape(8, 8, 1)] },
      distance: { block: 'squared-error', weight: 1 / (2 * sigma2) },
      kl: { block: 'kl' },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', 'code.input'],
    ['code.code', 'noise.input'],
    ['noise.output', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['code.code', 'kl.input'],
    ['distance.energy', 'energy.terms'],
    ['kl.energy', 'energy.terms'],
  );

describe('a part of an observation from the rest', () => {
  test.each([...templates, ...blockGraphs])(
    'of $id keeps what is seen bit by bit, and never reads what is hidden',
    async ({ text }) => {
      const { module, manifest } = await loadModule(text);
      const model = module.createModel({ seed: 1, samples: 3 });
      const hidden = manifest.observations.find(({ node }) => node === manifest.completes);
      const shape = [3, ...(hidden?.shape ?? [])];
      const mask = checkered(shape);
      const [seen, x] = [tf.tensor(mask, shape), tf.randomUniform(shape, 0, 1, 'float32', 4)];
      const unknown = tf.where(tf.cast(seen, 'bool'), x, tf.fill(shape, Number.NaN));
      const given = manifest.observations.map((each) => (each === hidden ? unknown : tf.ones([3, ...each.shape])));
      const before = tf.memory().numTensors;
      const completed = model.complete?.(...given, seen, { steps: 2, restarts: 2 });
      if (!completed) throw new Error('No completion is offered.');
      expect(tf.memory().numTensors).toBe(before + 1);
      const [values, known] = [await completed.data(), await x.data()];
      expect(completed.shape).toEqual(shape);
      for (const [index, value] of values.entries()) {
        if (mask[index]) expect(value).toBe(known[index]);
        else expect(Number.isFinite(value)).toBe(true);
      }
      tf.dispose([seen, x, ...given, completed]);
      model.dispose();
    },
  );

  test.each([
    [0.2, 500, 2e-5],
    [0.05, 500, 2e-5],
    [0.02, 500, 2e-5],
  ])(
    'of a linear Gaussian model of σ² = %d is the conditional mean: after %i steps of FISTA in float32 to %d',
    async (sigma2, steps, bound) => {
      const { train, test: held } = await digits();
      const components = principalComponents(train.values);
      const { module } = await loadModule(linearVae(sigma2));
      const model = module.createModel();
      const { 'decoder.dense1.weights': weights, 'decoder.dense1.bias': bias } = model.variables;
      const axes = Array.from({ length: 16 }, (_, axis) => {
        const scale = Math.sqrt(Math.max(0, (components.variances[axis] ?? 0) - sigma2));
        return Array.from(row(components.components, axis), (each) => each * scale);
      });
      tf.tidy(() => {
        weights?.assign(tf.tensor2d(axes));
        bias?.assign(tf.tensor1d(Float32Array.from(columnMeans(train.values))));
      });
      const visible = Array.from({ length: 32 }, (_, pixel) => pixel);
      const reference = conditionalMean(probabilisticPca(components, 16, sigma2), visible, held.values);
      const samples = held.values.rows;
      const x = tf.tensor(Float32Array.from(held.values.data), [samples, 8, 8, 1]);
      const seen = tf.tensor(
        Float32Array.from({ length: samples * 64 }, (_, index) => Number(index % 64 < 32)),
        [samples, 8, 8, 1],
      );
      const completed = model.complete?.(x, seen, { steps });
      const values = (await completed?.data()) ?? [];
      let worst = 0;
      for (let sample = 0; sample < samples; sample++) {
        for (let pixel = 0; pixel < 32; pixel++) {
          const found = values[sample * 64 + 32 + pixel] ?? Number.NaN;
          worst = Math.max(worst, Math.abs(found - at(reference, sample, pixel)));
        }
      }
      expect(worst).toBeLessThan(bound);
      tf.dispose([x, seen, completed ?? []]);
      model.dispose();
    },
    60_000,
  );

  test('of a linear Gaussian model whose posterior is exact, F₁ is −log p(x) with any number of draws', async () => {
    const sigma2 = 0.2;
    const { train, test: held } = await digits();
    const components = principalComponents(train.values);
    const { module, manifest } = await loadModule(linearVae(sigma2));
    const model = module.createModel();
    const axes = Array.from({ length: 16 }, (_, axis) => {
      const variance = Math.max(sigma2, components.variances[axis] ?? 0);
      const atom = Array.from(row(components.components, axis), (each) => each * Math.sqrt(variance - sigma2));
      return { atom, variance };
    });
    const mean = columnMeans(train.values);
    const gain = axes.map(({ atom, variance }) => atom.map((each) => each / variance));
    const assign = (name: string, values: tf.Tensor): void => model.variables[name]?.assign(values);
    tf.tidy(() => {
      assign('decoder.dense1.weights', tf.tensor2d(axes.map(({ atom }) => atom)));
      assign('decoder.dense1.bias', tf.tensor1d(Float32Array.from(mean)));
      assign('code.mean.weights', tf.transpose(tf.tensor2d(gain)));
      assign(
        'code.mean.bias',
        tf.tensor1d(gain.map((each) => -each.reduce((sum, value, pixel) => sum + value * (mean[pixel] ?? 0), 0))),
      );
      assign('code.logVariance.weights', tf.zeros([64, 16]));
      assign('code.logVariance.bias', tf.tensor1d(axes.map(({ variance }) => Math.log(sigma2 / variance))));
    });
    const exact = gaussianNegativeLogLikelihood(probabilisticPca(components, 16, sigma2), held.values);
    for (const draws of [1, 3]) {
      const free = freeEnergyOf(manifest, model, { beta: 1, draws, seed: 1 });
      const found = tf.tidy(() => {
        const x = tf.tensor(Float32Array.from(held.values.data), [held.values.rows, 8, 8, 1]);
        return free ? tf.mean(free(x)).dataSync()[0] : undefined;
      });
      // The constant that a squared error leaves out of −log N(x; x̂, σ² I).
      expect((found ?? Number.NaN) + 32 * Math.log(2 * Math.PI * sigma2)).toBeCloseTo(exact, 3);
    }
    model.dispose();
  });
});
