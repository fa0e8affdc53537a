import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import type { BackendName } from '../../../core/training/protocol';
import { loadModule, startWasm } from '../training/backends';
import { stacks, withLayers } from './layer-graphs';

beforeAll(async () => {
  await startWasm();
});

/** The energies of a few samples, and after them the gradient of their sum with respect to every parameter. */
async function energyAndGradient(text: string, backend: BackendName): Promise<number[]> {
  await startBackend([backend]);
  const model = (await loadModule(text)).module.createModel({ seed: 5 });
  const x = tf.randomUniform([3, 8, 8, 1], 0, 1, 'float32', 9);
  const variables = Object.values(model.variables);
  const energies = [...tf.tidy(() => model.energy(x).dataSync())];
  const { grads } = tf.variableGrads(() => tf.sum(model.energy(x)) as tf.Scalar, variables);
  return [...energies, ...variables.flatMap(({ name }) => [...(grads[name]?.dataSync() ?? [])])];
}

describe('a module gives the energies and gradients on WebAssembly that it gives in plain JavaScript', () => {
  test.each(Object.entries(stacks))('for the layer %s', async (_, stack) => {
    const text = withLayers(stack);
    const [wasm, plain] = [await energyAndGradient(text, 'wasm'), await energyAndGradient(text, 'cpu')];
    const scale = Math.max(...plain.map(Math.abs));
    expect(wasm.length).toBe(plain.length);
    expect(Math.max(...plain.map((value, index) => Math.abs(value - (wasm[index] ?? Number.NaN))))).toBeLessThan(
      1e-4 * scale,
    );
  });
});
