import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../core/training/backend-choice';
import { backendWords, type FoundFastest } from '../../../core/training/protocol';
import { Trainer, type TrainerOptions } from '../../../core/training/trainer';
import { startFastest, timesWords } from '../../../core/training/trial';
import { planeAutoencoder } from '../emit/graphs';
import { loadModule, startWasm, train } from './backends';

let options: TrainerOptions;
beforeAll(async () => {
  await startWasm();
  const values = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));
  const sets = { x: { shape: [40, 2], values, labels: undefined } };
  options = {
    ...(await loadModule(planeAutoencoder.replace('"learningRate":1', '"learningRate":0.01'))),
    train: sets,
    test: sets,
    batch: 40,
    seed: 1,
  };
});
const build = (): Trainer => new Trainer(options);

describe('the backend that trains a model fastest', () => {
  test('is told with times in plain figures, long ones too', () => {
    const times = [
      { backend: 'wasm', milliseconds: 3 },
      { backend: 'cpu', milliseconds: 1234.5 },
    ] as const;
    expect(timesWords(times)).toBe(
      'Measured on this model, a step takes 3.0 ms on WebAssembly and 1235 ms on plain JavaScript.',
    );
  });

  test('is the one whose step was shortest, and computes from then on', async () => {
    const { backend, times } = await startFastest(['cpu', 'wasm'], [], build);
    expect(times.map((time) => time.backend)).toEqual(['cpu', 'wasm']);
    const [cpu, wasm] = times.map(({ milliseconds }) => milliseconds);
    if (!cpu || !wasm) throw new Error('Both have a time.');
    expect(backend).toBe(1.3 * wasm < cpu ? 'wasm' : 'cpu');
    expect(tf.getBackend()).toBe(backend);
  });

  test('leaves nothing of its trials: a run from the seed is the same to the bit, and no tensor stays', async () => {
    await tf.setBackend('wasm');
    const first = build();
    const curve = await train(first, 5);
    first.dispose();
    const before = tf.memory().numTensors;
    await startFastest(['wasm', 'cpu'], [], build);
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend('wasm');
    const second = build();
    expect(await train(second, 5)).toEqual(curve);
    second.dispose();
  });

  test('is not one on which the model cannot train, and that is said', async () => {
    const kernel = tf.getKernel('Tanh', 'wasm');
    if (!kernel) throw new Error('WebAssembly has a Tanh.');
    tf.unregisterKernel('Tanh', 'wasm');
    try {
      const { backend, note } = await startFastest(['wasm', 'cpu'], [], build);
      expect(backend).toBe('cpu');
      expect(note).toBe(
        'Training goes on with plain JavaScript: WebAssembly cannot train it (This model needs “Tanh”, which is missing ' +
          'on WebAssembly).',
      );
      await expect(startFastest(['wasm'], [], build)).rejects.toThrow(
        /^This model trains on no backend here: WebAssembly/,
      );
    } finally {
      tf.registerKernel(kernel);
    }
  });
});

describe('“auto”', () => {
  const place = { webgl: 'emulated', webgpu: 'missing', machine: 'a graphics processor, 2 cores' } as const;
  const asked = { backend: 'auto', wasmBinary: 'here' } as const;

  test('measures, says what, and gives it out to be kept', async () => {
    const { backend, note, fastest } = await chooseBackend(asked, place, build);
    expect(fastest).toMatchObject({ backend, machine: place.machine });
    expect(note).toMatch(
      /^WebGL is emulated in software here, .* Measured on this model, a step takes .+ ms on WebAss/,
    );
  });

  test('says so where there is no WebGL, however short a step is', async () => {
    const { backend, note } = await chooseBackend(asked, { ...place, webgl: 'missing' }, build);
    expect(note).toMatch(
      new RegExp(`^Training goes on with ${backendWords[backend]}: WebGL is not available here\\. Measured`),
    );
  });

  test('takes what was found on this machine without another look, and looks again on another', async () => {
    const known: FoundFastest = {
      backend: 'cpu',
      times: [{ backend: 'cpu', milliseconds: 3 }],
      machine: place.machine,
    };
    const never = (): never => {
      throw new Error('Nothing is to be measured.');
    };
    expect(await chooseBackend({ ...asked, fastest: known }, place, never)).toMatchObject({
      backend: 'cpu',
      note: expect.stringContaining('a step takes 3.0 ms on plain JavaScript.'),
      fastest: undefined,
    });
    const elsewhere = { ...place, machine: 'another, 4 cores' };
    expect((await chooseBackend({ ...asked, fastest: known }, elsewhere, build)).fastest?.machine).toBe(
      elsewhere.machine,
    );
  });
});
