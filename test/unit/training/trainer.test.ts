import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectProbe, takeProbe } from '../../../core/training/probe';
import { NotFiniteError } from '../../../core/training/trainer';
import { startWasm, train, trainerFor } from './backends';

beforeAll(startWasm);

/** Mean squared error of the best linear code of as many dimensions on the same split (scikit-learn's PCA). */
const pcaError = { 8: 0.024587 };
/** Summed squared error of ten principal components on the training and the held-out digits (scikit-learn's PCA). */
const pcaEnergy = { train: 1.22546, test: 1.25696 };

describe('training', () => {
  test('the same seed gives the same curve bit for bit, whatever is looked at in between', async () => {
    const [first, second] = [await trainerFor('conv-vae'), await trainerFor('conv-vae')];
    const curve = await train(first, 12);
    const selection = selectProbe(second.manifest, {
      x: { shape: [360, 8, 8, 1], values: new Float32Array(360 * 64), labels: undefined },
    });
    const watched: number[] = [];
    for (let step = 0; step < 12; step++) {
      watched.push(...(await train(second, 1)));
      await takeProbe(second, selection);
      if (step % 5 === 0) await second.evaluate();
    }
    expect(watched).toEqual([...curve]);
    first.dispose();
    second.dispose();
  });

  test('another seed gives another curve', async () => {
    const [first, second] = [await trainerFor('autoencoder'), await trainerFor('autoencoder', { seed: 2 })];
    expect(await train(first, 2)).not.toEqual(await train(second, 2));
    first.dispose();
    second.dispose();
  });

  test('a reset starts again from the same weights and repeats the curve', async () => {
    const trainer = await trainerFor('autoencoder');
    const curve = await train(trainer, 5);
    trainer.reset(1);
    expect(trainer.step).toBe(0);
    expect(await train(trainer, 5)).toEqual(curve);
    trainer.dispose();
  });

  test('no tensor is left behind by steps, reads and pictures', async () => {
    const trainer = await trainerFor('conv-vae');
    const selection = selectProbe(trainer.manifest, {
      x: { shape: [360, 8, 8, 1], values: new Float32Array(360 * 64), labels: undefined },
    });
    await train(trainer, 2);
    const before = tf.memory();
    for (let round = 0; round < 10; round++) {
      await train(trainer, 3);
      await takeProbe(trainer, selection);
      await trainer.evaluate();
    }
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    trainer.dispose();
  });

  test('disposing a trainer frees all that it made', async () => {
    const before = tf.memory().numTensors;
    const trainer = await trainerFor('vae');
    await train(trainer, 1);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the linear autoencoder reaches the energy of the principal components', async () => {
    const trainer = await trainerFor('pca');
    await train(trainer, trainer.manifest.training.steps);
    const { energy } = await trainer.evaluate();
    expect(energy / pcaEnergy.test).toBeLessThan(1.005);
    expect(energy / pcaEnergy.train).toBeGreaterThan(1);
    trainer.dispose();
  }, 60_000);

  test('the autoencoder beats the best linear code of its size by a quarter', async () => {
    const trainer = await trainerFor('autoencoder');
    await train(trainer, trainer.manifest.training.steps);
    expect((await trainer.evaluate()).reconstructionError).toBeLessThan(0.75 * pcaError[8]);
    trainer.dispose();
  }, 60_000);

  test('atoms that are bounded stay in the unit ball, and would leave it otherwise', async () => {
    const norms = async (change: (text: string) => string): Promise<number[]> => {
      const trainer = await trainerFor('autoencoder', { change: (text) => change(linear(text)) });
      await train(trainer, 100);
      const atoms = trainer.model.variables['decoder.dense1.weights'];
      const lengths = atoms ? [...(await tf.tidy(() => tf.norm(atoms, 'euclidean', 1)).data())] : [];
      trainer.dispose();
      return lengths;
    };
    const atoms =
      '[{ "layer": "dense", "units": 64, "activation": "linear" }, { "layer": "reshape", "shape": [8, 8, 1] }]';
    const linear = (text: string) =>
      text
        .replace(/"block": "decoder", "layers": .*\}\]/, `"block": "decoder", "layers": ${atoms}`)
        .replace('"learningRate": 0.002', '"learningRate": 0.05');
    const bound = (text: string) => text.replace('"block": "decoder"', '"block": "decoder", "constraint": "unit-ball"');
    const bounded = await norms(bound);
    expect(bounded).toHaveLength(8);
    expect(Math.max(...bounded)).toBeLessThanOrEqual(1 + 1e-5);
    expect(Math.max(...(await norms((text) => text)))).toBeGreaterThan(1.5);
    const equal = await norms((text) => bound(text).replace('unit-ball', 'unit-norm'));
    for (const length of equal) expect(Math.abs(length - 1)).toBeLessThanOrEqual(1e-5);
  });

  test('a live setting is felt at the next step', async () => {
    const trainer = await trainerFor('conv-vae');
    trainer.set('kl', 'weight', 0);
    const terms = await train(trainer, 1);
    expect(terms[1]).toBe(0);
    trainer.dispose();
  });

  test('weights carry over where name and shape fit, and the others are named', async () => {
    const small = await trainerFor('autoencoder');
    await train(small, 3);
    const weights = await small.weights();
    const wide = await trainerFor('autoencoder', {
      change: (text) => text.replace('"dimensions": 8', '"dimensions": 9'),
    });
    expect(wide.load(weights)).toEqual(['code.weights', 'code.bias', 'decoder.dense1.weights']);
    const kept = (await wide.weights()).find(({ name }) => name === 'encoder.dense1.weights');
    expect(kept?.values).toEqual(weights.find(({ name }) => name === 'encoder.dense1.weights')?.values);
    small.dispose();
    wide.dispose();
  });

  test('the first value that is not finite stops the run and is named with its step', async () => {
    const trainer = await trainerFor('autoencoder', {
      change: (text) => text.replace('"learningRate": 0.002', '"learningRate": 100').replace('"adam"', '"sgd"'),
    });
    await expect(train(trainer, 50)).rejects.toThrow(NotFiniteError);
    trainer.reset(1);
    await expect(train(trainer, 50)).rejects.toThrow(
      /^At step \d+ the term “reconstruction” is no longer a finite number/,
    );
    trainer.dispose();
  });
});
