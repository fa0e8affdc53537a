import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import { Trainer } from '../../../core/training/trainer';
import { blockGraphs } from '../emit/graphs';
import { templates } from '../templates';
import { startWasm, train, trainerFor, trainerOptions } from './backends';

/** The first is taken as ever, the second is recorded. */
const steps = 4;

/** Those that plain JavaScript trains in a moment. */
const small = 'autoencoder contrastive-divergence conv-vae glo predict-the-future sparse-coding vq-vae'.split(' ');

describe.each([
  { backend: 'wasm', ids: templates.map(({ id }) => id) },
  { backend: 'cpu', ids: small },
] as const)('on $backend', ({ backend, ids }) => {
  beforeAll(async () => {
    if (backend === 'wasm') await startWasm();
    else await startBackend(['cpu']);
  });

  test.each(ids)('%s learns the same, bit for bit, replayed and as ever', async (id) => {
    const plain = new Trainer({ ...(await trainerOptions(id)), plain: true });
    const replayed = await trainerFor(id);
    expect(await train(replayed, steps)).toEqual(await train(plain, steps));
    expect(await replayed.weights()).toEqual(await plain.weights());
    expect(replayed.obstacle).toBeUndefined();
    plain.dispose();
    replayed.dispose();
  });

  test('noise that falls as the run goes on falls alike, replayed and as ever', async () => {
    const scheduled = blockGraphs.find(({ id }) => id === 'pyramid')?.text ?? '';
    const options = await trainerOptions('pca', {
      change: () => scheduled.replace('"learningRate":1', '"learningRate":0.01'),
    });
    const [plain, replayed] = [new Trainer({ ...options, plain: true }), new Trainer(options)];
    // The run is four steps long; behind its end the noise stays.
    expect(await train(replayed, 6)).toEqual(await train(plain, 6));
    expect(replayed.obstacle).toBeUndefined();
    plain.dispose();
    replayed.dispose();
  });

  test('a number that is changed while it trains is heeded by the next step', async () => {
    const plain = new Trainer({ ...(await trainerOptions('autoencoder')), plain: true });
    const replayed = await trainerFor('autoencoder');
    for (const trainer of [plain, replayed]) {
      await train(trainer, 3);
      trainer.set('training', 'learningRate', 0.05);
    }
    expect(await train(replayed, 3)).toEqual(await train(plain, 3));
    expect(await replayed.weights()).toEqual(await plain.weights());
    plain.dispose();
    replayed.dispose();
  });

  test('tensors and memory stay constant over the steps, and all are freed in the end', async () => {
    const before = tf.memory();
    const kept = tf.backend().numDataIds();
    const trainer = await trainerFor('predict-the-future');
    await train(trainer, 10);
    const [then, ids] = [tf.memory(), tf.backend().numDataIds()];
    await train(trainer, backend === 'wasm' ? 500 : 100);
    expect(tf.memory()).toEqual(then);
    expect(tf.backend().numDataIds()).toBe(ids);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(tf.backend().numDataIds()).toBe(kept);
  });
});
