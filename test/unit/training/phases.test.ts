import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../../core/training/backend';
import { selectProbe, takeProbe } from '../../../core/training/probe';
import type { SampleSet } from '../../../core/training/protocol';
import { Trainer } from '../../../core/training/trainer';
import { dense, graph } from '../emit/graphs';
import { template } from '../templates';
import { loadModule, startWasm } from './backends';

/** A code for each sample, found anew at every visit. */
const persistent = graph(
  {
    x: { block: 'observation', data: 'moons' },
    code: {
      block: 'code',
      kind: 'optimised',
      dimensions: 3,
      inference: 'gradient',
      steps: 10,
      memory: 'persistent',
      visit: 2,
    },
    decoder: { block: 'decoder', layers: [dense(2, 'linear')], constraint: 'unit-ball' },
    distance: { block: 'squared-error' },
    energy: { block: 'energy' },
  },
  ['code.code', 'decoder.code'],
  ['decoder.output', 'distance.prediction'],
  ['x.value', 'distance.target'],
  ['distance.energy', 'energy.terms'],
);

/** Noise both in its chains and in its energy. */
const noisyContrast = graph(
  {
    x: { block: 'observation', data: 'moons' },
    noise: { block: 'gaussian-noise' },
    network: { block: 'encoder', layers: [dense(8), dense(1, 'linear')] },
    potential: { block: 'potential' },
    energy: { block: 'energy' },
    negatives: { block: 'contrastive', start: 'buffer', chains: 16, steps: 3, magnitude: 0.1 },
  },
  ['x.value', 'noise.input'],
  ['noise.output', 'network.input'],
  ['network.output', 'potential.input'],
  ['potential.energy', 'energy.terms'],
  ['energy.energy', 'negatives.energy'],
);

const models: { readonly [name: string]: { readonly text: string; readonly phases: readonly string[] } } = {
  'k-means': { text: template('kmeans'), phases: ['infer', 'update'] },
  'vq-vae': { text: template('vq-vae'), phases: ['infer', 'update'] },
  'a code for each sample': { text: persistent, phases: ['infer', 'update', 'project'] },
  'contrastive divergence': { text: template('contrastive-divergence'), phases: ['contrast', 'update'] },
  'a noisy energy with chains that are kept': { text: noisyContrast, phases: ['contrast', 'update'] },
  'a model without chance': { text: template('autoencoder'), phases: ['update'] },
};

async function trainerOf(text: string) {
  const { module, manifest } = await loadModule(text);
  const sets = Object.fromEntries(
    manifest.observations.map(({ node, shape }): [string, SampleSet] => {
      const size = 24 * shape.reduce((product, axis) => product * axis, 1);
      const values = Float32Array.from({ length: size }, (_, index) => Math.sin(index * 1.7) ** 2);
      return [node, { shape: [24, ...shape], values, labels: undefined }];
    }),
  );
  const trainer = new Trainer({ module, manifest, train: sets, test: sets, batch: 8, seed: 3 });
  return { trainer, look: () => takeProbe(trainer, selectProbe(manifest, sets)) };
}

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await startWasm();
    else await startBackend(['cpu']);
  });

  test.each(Object.keys(models))('the phases of %s, each looked at, make a whole step bit for bit', async (name) => {
    const { text, phases } = models[name] as (typeof models)[string];
    const { trainer: whole } = await trainerOf(text);
    const { trainer: phased, look } = await trainerOf(text);
    for (let step = 1; step <= 3; step++) {
      whole.takeStep();
      const taken: string[] = [];
      do {
        taken.push(phased.takePhase());
        await look();
      } while (phased.isBetweenPhases);
      expect(taken).toEqual(phases);
      expect(phased.step).toBe(step);
    }
    expect(await phased.readCurve()).toEqual(await whole.readCurve());
    expect(await phased.snapshot()).toEqual(await whole.snapshot());
    whole.dispose();
    phased.dispose();
  });

  test('a step that has begun is ended by Step, and by whatever asks how the run stands', async () => {
    const { text } = models['a code for each sample'] as (typeof models)[string];
    const { trainer: whole } = await trainerOf(text);
    const { trainer } = await trainerOf(text);
    const before = tf.memory().numTensors;
    trainer.takePhase();
    trainer.takeStep();
    expect(trainer.step).toBe(1);
    trainer.takePhase();
    trainer.takePhase();
    const snapshot = await trainer.snapshot();
    whole.takeStep();
    whole.takeStep();
    expect(snapshot).toEqual(await whole.snapshot());
    trainer.takePhase();
    trainer.reset(3);
    expect(trainer.step).toBe(0);
    await whole.readCurve();
    whole.reset(3);
    expect(await trainer.snapshot()).toEqual(await whole.snapshot());
    expect(tf.memory().numTensors).toBe(before);
    whole.dispose();
    trainer.dispose();
  });
});
