import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import { selectProbe, takeProbe } from '../../../core/training/probe';
import { Trainer } from '../../../core/training/trainer';
import { planeAutoencoder } from '../emit/graphs';
import { loadModule, startWasm, train, trainerOptions } from './backends';

beforeAll(startWasm);

const held = () => {
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  return { numTensors, numBytes, numDataBuffers, numDataIds: tf.backend().numDataIds() };
};

const values = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));
const points = { x: { shape: [40, 2], values, labels: undefined } };

test.each(['wasm', 'cpu'] as const)(
  'ten thousand steps on %s leave as many tensors and bytes as ten',
  async (backend) => {
    await startBackend([backend]);
    const compiled = await loadModule(planeAutoencoder.replace('"learningRate":1', '"learningRate":0.01'));
    const trainer = new Trainer({ ...compiled, train: points, test: points, batch: 8, seed: 1 });
    const selection = selectProbe(trainer.manifest, points);
    await train(trainer, 10);
    await takeProbe(trainer, selection);
    const before = held();
    for (let burst = 0; burst < 100; burst++) {
      await train(trainer, 100);
      await takeProbe(trainer, selection);
      await trainer.snapshot();
    }
    expect(trainer.step).toBe(10_010);
    expect(held()).toEqual(before);
    trainer.dispose();
  },
);

/** Codes of their own, chains, averages, means of clusters, words of a book, a search in every step. */
const kinds = [
  'glo',
  'contrastive-divergence',
  'jepa',
  'kmeans',
  'soft-kmeans',
  'vq-vae',
  'sparse-coding',
  'vicreg',
  'predict-the-future',
  'masked-prediction',
];

test.each([...kinds.map((id) => [id, 'wasm'] as const), ['sparse-coding', 'cpu'] as const])(
  'the steps of %s on %s leave nothing behind, over the ends of epochs too',
  async (id, backend) => {
    await startBackend([backend]);
    // Two batches an epoch, of so few samples that a step is short.
    const { train: samples, ...options } = await trainerOptions(id);
    const few = Object.fromEntries(
      Object.entries(samples).map(([node, { shape, values: all, labels }]) => {
        const [, ...rest] = shape;
        const size = rest.reduce((product, each) => product * each, 1);
        return [node, { shape: [24, ...rest], values: all.slice(0, 24 * size), labels: labels?.slice(0, 24) }];
      }),
    );
    const trainer = new Trainer({ ...options, train: few, batch: 12 });
    await train(trainer, 10);
    const before = held();
    for (let burst = 0; burst < 5; burst++) {
      await train(trainer, 10);
      expect(held()).toEqual(before);
    }
    trainer.dispose();
  },
);
