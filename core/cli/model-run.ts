import * as tf from '@tensorflow/tfjs-core';
import { trainingParameters } from '../blocks/training';
import { elementCount, formatShape, type NumericArray } from '../data/array';
import { writeNpy } from '../data/npy';
import type { NamedTensor } from '../data/safetensors';
import type { Manifest } from '../program/manifest';
import type { Model } from '../training/model';
import type { SampleSet } from '../training/protocol';
import type { Given, Option } from './command';
import { Fault } from './fault';
import { writeAtomically } from './files';
import { type CompiledFile, compileGraph } from './graph-file';
import { loadModule } from './load-module';
import { backendChoices, startNodeBackend } from './node-backend';
import { readWeights } from './run-folder';

/** How many samples pass through a model at once. */
const batch = 250;

export const runOptions: readonly Option[] = [
  { name: 'run', value: 'RUN', about: 'The folder that ebm train wrote; its weights are used.' },
];

export const outputOptions: readonly Option[] = [
  { name: 'out', value: 'PATH.npy', about: 'Where to write the array, float32.' },
  { name: 'seed', value: 'S', about: 'Of whatever is drawn; else as the graph says.' },
  { name: 'backend', value: 'auto|wasm|cpu', about: 'What computes: WebAssembly, or plain JavaScript.' },
  { name: 'json', about: 'Print one line: shape, mean, min and max.' },
];

/** A graph with the weights of a run. */
export interface TrainedModel extends CompiledFile {
  readonly manifest: Manifest;
  readonly model: Model;
  /** Of whatever is drawn. */
  readonly seed: number;
}

export async function openModel(given: Given): Promise<TrainedModel> {
  const file = await compileGraph(given.file());
  const run = given.required('run', 'name the folder that ebm train wrote');
  const { control } = trainingParameters.seed;
  const seed = control.kind === 'number' ? given.wholeNumber('seed', control.minimum, control.maximum) : undefined;
  if (!given.flag('out') && !given.flag('json')) {
    throw new Fault('--out is missing: name the file for the array, as in --out result.npy.');
  }
  const backend = given.choice('backend', backendChoices, 'auto');
  const weights = await readWeights(run);
  await startNodeBackend(backend);
  const { manifest } = file.module;
  const drawn = seed ?? manifest.training.seed;
  const model = (await loadModule(file.module)).createModel({ seed: drawn });
  assignWeights(model, manifest, weights, run, file.path);
  return { ...file, manifest, model, seed: drawn };
}

function assignWeights(
  { variables }: Model,
  { kept }: Manifest,
  weights: readonly NamedTensor[],
  run: string,
  graph: string,
): void {
  // Codes of the training samples and chains are of use to the training alone.
  const parameters = Object.entries(variables).filter(([name]) => !kept.includes(name));
  const given = new Map(weights.map((tensor) => [tensor.name, tensor]));
  for (const [name, variable] of parameters) {
    const found = given.get(name);
    if (!found) throw new Fault(`The weights of ${run} do not fit ${graph}: they lack “${name}”.`);
    if (found.shape.join() !== variable.shape.join()) {
      throw new Fault(
        `The weights of ${run} do not fit ${graph}: “${name}” is ${formatShape(found.shape)} there and ` +
          `${formatShape(variable.shape)} in the graph.`,
      );
    }
  }
  const extra = weights.find(({ name }) => !Object.hasOwn(variables, name));
  if (extra) throw new Fault(`The weights of ${run} do not fit ${graph}: the graph has no “${extra.name}”.`);
  for (const [name, variable] of parameters) {
    const { data, shape } = given.get(name) as NamedTensor;
    tf.tidy(() => variable.assign(tf.tensor(data, [...shape])));
  }
}

/** Applies a function to samples, batch by batch; each gives one row, `[samples, ...]`. */
export async function mapSamples(
  sets: readonly Pick<SampleSet, 'shape' | 'values'>[],
  apply: (...batches: tf.Tensor[]) => tf.Tensor,
): Promise<NumericArray> {
  const count = sets[0]?.shape[0] ?? 0;
  return inBatches(count, (first, end) =>
    apply(
      ...sets.map(({ shape, values }) => {
        const size = elementCount(shape.slice(1));
        return tf.tensor(values.subarray(first * size, end * size), [end - first, ...shape.slice(1)]);
      }),
    ),
  );
}

/** Puts together what is computed for the rows from `first` up to `end`. */
export async function inBatches(
  count: number,
  compute: (first: number, end: number) => tf.Tensor,
): Promise<NumericArray> {
  let rowShape: number[] = [];
  const parts: Float32Array[] = [];
  for (let first = 0; first < count; first += batch) {
    const result = tf.tidy(() => compute(first, Math.min(first + batch, count)));
    rowShape = result.shape.slice(1);
    parts.push((await result.data<'float32'>()).slice());
    result.dispose();
  }
  const data = new Float32Array(count * elementCount(rowShape));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { shape: [count, ...rowShape], data };
}

/** Writes the array, prints its summary, as asked. */
export async function deliver(array: NumericArray, given: Given): Promise<number> {
  const out = given.text('out');
  if (out !== undefined) await writeAtomically(out, writeNpy(array));
  if (given.flag('json')) process.stdout.write(`${JSON.stringify(summarize(array))}\n`);
  return 0;
}

function summarize({ shape, data }: NumericArray) {
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { shape, mean: sum / data.length, min, max };
}
