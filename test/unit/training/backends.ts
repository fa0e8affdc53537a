import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModule as load } from '../../../core/cli/load-module';
import { compile } from '../../../core/compile';
import { type DatasetId, type LabelledSamples, loadDataset } from '../../../core/data/datasets';
import type { Manifest } from '../../../core/program/manifest';
import { startBackend } from '../../../core/training/backend';
import type { ModelModule } from '../../../core/training/model';
import type { SampleSet } from '../../../core/training/protocol';
import { Trainer, type TrainerOptions } from '../../../core/training/trainer';
import { template } from '../templates';

export async function startWasm(): Promise<void> {
  const { backend } = await startBackend(['wasm']);
  if (backend !== 'wasm') throw new Error('These tests need the wasm backend.');
}

/** Compiles a graph and imports what came out of it. */
export async function loadModule(text: string): Promise<{ module: ModelModule; manifest: Manifest }> {
  const { module, checked } = compile(text, { fileName: 'graph.ebm.json' });
  if (!module) {
    const [first] = checked.diagnostics.filter(({ severity }) => severity === 'error');
    throw new Error(`The graph has errors: ${first?.message}`);
  }
  return { module: await importModule(module.source), manifest: module.manifest };
}

/** Imports the source of a module. */
export async function importModule(text: string): Promise<ModelModule> {
  // The comment keeps two imports of one text from sharing their settings.
  return load({ source: `${text}// ${imports++}` });
}
let imports = 0;

const samples = ({ values, labels }: LabelledSamples): SampleSet => ({
  shape: values.shape,
  values: values.data,
  labels,
});

const fetchFile = async (name: string): Promise<Uint8Array> => new Uint8Array(await readFile(join('data', name)));

/** The binary digits, 64 pixels a sample. */
export async function binaryDigits(): Promise<{ train: Float32Array; test: Float32Array }> {
  const set = await loadDataset('binary-digits', { fetchFile });
  return { train: set.train.values.data, test: set.test.values.data };
}

interface Variation {
  readonly seed?: number;
  /** Edits the text first. */
  readonly change?: (text: string) => string;
}

/** A trainer on the template's own data. */
export async function trainerFor(id: string, variation: Variation = {}): Promise<Trainer> {
  return new Trainer(await trainerOptions(id, variation));
}

/** What a trainer on the template's own data is made of. */
export async function trainerOptions(
  id: string,
  { seed = 1, change = (text) => text }: Variation = {},
): Promise<TrainerOptions> {
  const { module, manifest } = await loadModule(change(template(id)));
  const sets = await Promise.all(
    manifest.observations.map(async ({ node, dataset }) => {
      const { train, test } = await loadDataset(dataset as DatasetId, { seed, fetchFile });
      return { node, train: samples(train), test: samples(test) };
    }),
  );
  return {
    module,
    manifest,
    train: Object.fromEntries(sets.map(({ node, train }) => [node, train])),
    test: Object.fromEntries(sets.map(({ node, test }) => [node, test])),
    batch: manifest.training.batch,
    seed,
  };
}

/** Takes steps and gives the curve, `[steps, terms]`. */
export async function train(trainer: Trainer, steps: number): Promise<Float32Array> {
  for (let step = 0; step < steps; step++) trainer.takeStep();
  return (await trainer.readCurve()).terms;
}
