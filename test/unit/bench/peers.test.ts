import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model, ModelModule } from '../../../core/training/model';
import { models } from '../../bench/models';
import { peers } from '../../bench/peers/catalogue';
import type { Peer } from '../../bench/peers/peer';
import { loadModule, startWasm } from '../training/backends';

beforeAll(startWasm);

/** 32 samples as the data has them: pixels, or points of the plane. */
const samples = (shape: readonly number[], seed: number): tf.Tensor =>
  shape.length === 3
    ? tf.randomUniform([32, ...shape], 0, 1, 'float32', seed)
    : tf.randomNormal([32, ...shape], 0, 1, 'float32', seed);

/** The noise that a fresh model draws first, found from what it does to the code; none where the model has no such noise. */
function noiseOf(module: ModelModule, seed: number, x: tf.Tensor): tf.Tensor | undefined {
  const model = module.createModel({ seed });
  const { code, noise } = model.infer(x);
  model.dispose();
  if (!code || !('mean' in code && 'logVariance' in code) || !(noise instanceof tf.Tensor)) return undefined;
  return tf.div(tf.sub(noise, code.mean), tf.exp(tf.mul(0.5, code.logVariance)));
}

const valuesOf = (variables: Peer['variables'] | Model['variables']): Map<string, Float32Array> =>
  new Map(Object.entries(variables).map(([name, variable]) => [name, variable.dataSync<'float32'>().slice()]));

/** ‖a − b‖ / ‖b − from‖ over all variables: how far two steps from one place differ. */
function difference(
  a: Map<string, Float32Array>,
  b: Map<string, Float32Array>,
  from: Map<string, Float32Array>,
): number {
  let [apart, moved] = [0, 0];
  for (const [name, values] of b) {
    for (const [index, value] of values.entries()) {
      apart += (value - (a.get(name)?.[index] ?? Number.NaN)) ** 2;
      moved += (value - (from.get(name)?.[index] ?? Number.NaN)) ** 2;
    }
  }
  return Math.sqrt(apart / moved);
}

/** TensorFlow.js as it comes, without the one kernel that we add to it. */
function withoutOurKernels<T>(compute: () => T): T {
  const ours = tf.getKernel('Conv2DBackpropFilter', 'wasm');
  if (!ours) throw new Error('The kernel that this test takes away is not there.');
  tf.unregisterKernel('Conv2DBackpropFilter', 'wasm');
  try {
    return compute();
  } finally {
    tf.registerKernel(ours);
  }
}

describe.each(models)('the hand-written $name', ({ name, graph }) => {
  test.each([1, 2, 3])(
    'has the loss of the emitted one and takes the same step, from the weights of seed %i',
    async (seed) => {
      const { module, manifest } = await loadModule(graph);
      // Noise of chains cannot be given to an emitted module; without it both walk the same way.
      if (typeof module.settings.contrast === 'object') module.settings.contrast.noise = 0;
      const [{ shape } = { shape: [] }] = manifest.observations;
      const x = samples(shape, seed);
      const noise = noiseOf(module, seed, x);
      const model = module.createModel({ seed });
      const peer = peers[name]((like) => noise ?? tf.zeros(like));

      expect(Object.keys(peer.variables).sort()).toEqual(Object.keys(model.variables).sort());
      for (const [variable, { shape }] of Object.entries(model.variables)) {
        expect(peer.variables[variable]?.shape).toEqual(shape);
        peer.variables[variable]?.assign(model.variables[variable] as tf.Variable);
      }
      const start = valuesOf(model.variables);
      const means = Object.values(model.step(x)).map((mean) => mean.dataSync()[0] ?? Number.NaN);
      const ours = means.reduce((sum, mean) => sum + mean, 0);
      const theirs = withoutOurKernels(() => peer.step(x)).dataSync()[0] ?? Number.NaN;

      expect(Math.abs(theirs / ours - 1)).toBeLessThan(1e-5);
      // The first step of Adam is the sign of the gradient, which is chance where the gradient is rounding.
      expect(difference(valuesOf(peer.variables), valuesOf(model.variables), start)).toBeLessThan(1e-3);
      model.dispose();
      tf.dispose(peer.variables);
    },
  );
});
