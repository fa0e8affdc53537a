import { beforeAll, describe, expect, test } from 'vitest';
import { selectProbe, takeProbe } from '../../../core/training/probe';
import { blockGraphs, dense, flatten, graph, reshape } from '../emit/graphs';
import { startWasm, train, trainerFor } from './backends';

beforeAll(startWasm);

const volumes = (data: string): string =>
  graph(
    {
      x: { block: 'observation', data },
      encoder: { block: 'encoder', layers: [flatten, dense(4)] },
      decoder: { block: 'decoder', layers: [dense(4096, 'linear'), reshape(16, 16, 16, 1)] },
      distance: { block: 'squared-error', weight: 1e-4 },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );

const forecast = graph(
  {
    x: { block: 'observation', data: 'forks' },
    past: { block: 'part', which: 'past' },
    future: { block: 'part', which: 'future' },
    predictor: { block: 'predictor', layers: [flatten, dense(8, 'linear'), reshape(4, 2)] },
    distance: { block: 'squared-error', weight: 0.1 },
    energy: { block: 'energy' },
  },
  ['x.value', 'past.input'],
  ['x.value', 'future.input'],
  ['past.output', 'predictor.context'],
  ['predictor.output', 'distance.prediction'],
  ['future.output', 'distance.target'],
  ['distance.energy', 'energy.terms'],
);

const graphs = [
  ...blockGraphs,
  { id: 'spheres', text: volumes('spheres') },
  { id: 'density fields', text: volumes('density-fields') },
  { id: 'a forecast', text: forecast },
].map(({ id, text }) => ({ id, text: text.replace('"learningRate":1', '"learningRate":0.01') }));

describe('on the wasm backend', () => {
  test.each(graphs)('$id trains, is measured on held-out data and has its pictures', async ({ text }) => {
    const trainer = await trainerFor('pca', { change: () => text });
    const before = (await trainer.evaluate()).energy;
    await train(trainer, 20);
    const { energy, reconstructionError } = await trainer.evaluate();
    expect(energy).toBeLessThan(before);
    const [observation] = trainer.manifest.observations;
    const shape = observation?.shape ?? [];
    const held = trainer.testSamples(Int32Array.from({ length: 20 }, (_, index) => index));
    const values = new Float32Array(await held.data());
    held.dispose();
    const set = { shape: [20, ...shape], values, labels: undefined };
    const probe = await takeProbe(trainer, selectProbe(trainer.manifest, { [observation?.node ?? '']: set }));
    expect(probe.inputs.length).toBe(values.length);
    // What is predicted of a part cannot be compared with the whole.
    const { decoder } = trainer.manifest;
    if (decoder) expect(probe.reconstructions?.length).toBe(20 * decoder.shape.reduce((all, size) => all * size, 1));
    expect(reconstructionError !== undefined).toBe(decoder?.shape.join() === shape.join());
    trainer.dispose();
  });
});
