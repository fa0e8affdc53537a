import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import type { SampleSet, Snapshot } from '../../../core/training/protocol';
import { Trainer } from '../../../core/training/trainer';
import { dense, graph, type Nodes } from '../emit/graphs';
import { loadModule, startWasm, train } from './backends';

type Wire = readonly [string, string];

/** An autoencoder of four numbers, with what a case changes of it. */
const autoencoder = (changed: { [node: string]: Nodes[string] }, wires: readonly Wire[]): string =>
  graph(
    {
      x: { block: 'observation', data: 'moons' },
      encoder: { block: 'encoder', layers: [dense(8)] },
      code: { block: 'code', kind: 'deterministic', dimensions: 2 },
      decoder: { block: 'decoder', layers: [dense(8), dense(2, 'linear')] },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
      ...changed,
    },
    ...wires,
  );

const plain: readonly Wire[] = [
  ['x.value', 'encoder.input'],
  ['encoder.output', 'code.input'],
  ['code.code', 'decoder.code'],
  ['decoder.output', 'distance.prediction'],
  ['x.value', 'distance.target'],
  ['distance.energy', 'energy.terms'],
];

const noisy: readonly Wire[] = [
  ['x.value', 'noise.input'],
  ['noise.output', 'encoder.input'],
  ...plain.filter(([, to]) => to !== 'encoder.input'),
];

/** What a model may draw, count or keep between two steps. */
const models: { readonly [name: string]: string } = {
  'without chance': autoencoder({}, plain),
  'with falling noise': autoencoder({ noise: { block: 'gaussian-noise', schedule: 'falling' } }, noisy),
  'with dropout': autoencoder(
    { encoder: { block: 'encoder', layers: [dense(8), { layer: 'dropout', rate: 0.5 } as Json] } },
    plain,
  ),
  'with chains that are kept': graph(
    {
      x: { block: 'observation', data: 'moons' },
      network: { block: 'encoder', layers: [dense(8), dense(1, 'linear')] },
      potential: { block: 'potential' },
      energy: { block: 'energy' },
      negatives: { block: 'contrastive', start: 'buffer', chains: 16, steps: 3, magnitude: 0.1 },
    },
    ['x.value', 'network.input'],
    ['network.output', 'potential.input'],
    ['potential.energy', 'energy.terms'],
    ['energy.energy', 'negatives.energy'],
  ),
  'with a code for each sample': graph(
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
      penalty: { block: 'l2' },
      energy: { block: 'energy' },
    },
    ['code.code', 'decoder.code'],
    ['code.code', 'penalty.input'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
    ['penalty.energy', 'energy.terms'],
  ),
};

async function trainerOf(text: string, optimizer: string): Promise<Trainer> {
  const changed = text.replace('"optimizer":"sgd","learningRate":1', `"optimizer":"${optimizer}","learningRate":0.01`);
  const { module, manifest } = await loadModule(changed);
  const values = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));
  const set: SampleSet = { shape: [40, 2], values, labels: undefined };
  const sets = Object.fromEntries(manifest.observations.map(({ node }) => [node, set]));
  return new Trainer({ module, manifest, train: sets, test: sets, batch: 8, seed: 3 });
}

/** As it would come out of a file. */
const copied = (snapshot: Snapshot): Snapshot => structuredClone(snapshot);

describe.each(['wasm', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await startWasm();
    else await startBackend(['cpu']);
  });

  test.each(['sgd', 'momentum', 'rmsprop', 'adam'])(
    'a learning rate of zero leaves the weights to %s as they are',
    async (optimizer) => {
      const trainer = await trainerOf(models['without chance'] ?? '', optimizer);
      await train(trainer, 2);
      const before = await trainer.weights();
      await train(trainer, 1);
      expect(await trainer.weights()).not.toEqual(before);
      trainer.set('training', 'learningRate', 0);
      const still = await trainer.weights();
      await train(trainer, 1);
      expect(await trainer.weights()).toEqual(still);
      trainer.dispose();
    },
  );

  describe.each(Object.keys(models))('a model %s', (name) => {
    test.each(['sgd', 'momentum', 'rmsprop', 'adam'])(
      'goes on under %s from a snapshot bit for bit',
      async (optimizer) => {
        const whole = await trainerOf(models[name] ?? '', optimizer);
        // So many that Adam's powers of β, multiplied step by step, have another rounding than β raised to their number.
        await train(whole, 25);
        const snapshot = copied(await whole.snapshot());
        const rest = await train(whole, 9);
        const resumed = await trainerOf(models[name] ?? '', optimizer);
        await resumed.restore(snapshot);
        expect(resumed.step).toBe(25);
        expect(whole.obstacle).toBeUndefined();
        expect(await train(resumed, 9)).toEqual(rest);
        expect(await resumed.snapshot()).toEqual(await whole.snapshot());
        whole.dispose();
        resumed.dispose();
      },
    );
  });
});
