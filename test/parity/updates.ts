import * as tf from '@tensorflow/tfjs-core';
import { loadModule } from '../../core/cli/load-module';
import { compile } from '../../core/compile';
import { randomSource } from '../../core/data/random';
import type { Json } from '../../core/graph/document';
import { planeAutoencoder, trainedBy } from '../unit/emit/graphs';
import { equal, type Figure } from './figure';

/** What the reference is given: how it is trained, where the weights begin, and one batch a step, `[8, 2]`. */
export interface UpdateRun {
  readonly name: string;
  readonly training: { readonly [name: string]: Json };
  readonly variables: {
    readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] };
  };
  readonly batches: readonly (readonly number[])[];
}

const [steps, batch] = [30, 8];

const runs: { readonly [name: string]: { readonly [name: string]: Json } } = {
  SGD: { optimizer: 'sgd', learningRate: 0.02 },
  'SGD with momentum': { optimizer: 'momentum', learningRate: 0.01 },
  RMSProp: { optimizer: 'rmsprop', learningRate: 0.003 },
  Adam: { optimizer: 'adam', learningRate: 0.01 },
  AdamW: { optimizer: 'adamw', learningRate: 0.01, weightDecay: 0.3 },
  'a clipped gradient': { optimizer: 'sgd', learningRate: 0.05, clipping: 'norm', clipNorm: 1 },
  'half a cosine': { optimizer: 'momentum', learningRate: 0.02, schedule: 'cosine', warmUp: 0 },
  'a rate that falls in steps': { optimizer: 'sgd', learningRate: 0.04, schedule: 'step', decay: 0.3, decayEvery: 7 },
  'a rate that falls evenly': {
    optimizer: 'sgd',
    learningRate: 0.04,
    schedule: 'exponential',
    decay: 0.5,
    decayEvery: 8,
  },
};

/** Where emitted steps take the weights of a small auto-encoder. */
async function update(name: string, changed: UpdateRun['training']): Promise<[UpdateRun, Figure]> {
  const random = randomSource(8, name);
  const training = { ...changed, steps };
  const { module } = compile(trainedBy(planeAutoencoder, training), { fileName: 'parity.ebm.json' });
  if (!module) throw new Error(`${name}: the graph has errors.`);
  const model = (await loadModule(module)).createModel();
  const variables = Object.fromEntries(
    Object.entries(model.variables).map(([path, variable]) => {
      const values = Float32Array.from({ length: variable.size }, () => 0.4 * random.normal());
      variable.assign(tf.tensor(values, variable.shape));
      return [path, { shape: variable.shape, values: [...values] }];
    }),
  );
  const batches = Array.from({ length: steps }, () => Float32Array.from({ length: 2 * batch }, () => random.normal()));
  for (const values of batches) tf.tidy(() => tf.dispose(model.step(tf.tensor(values, [batch, 2]))));
  const reached = Object.values(model.variables).flatMap((variable) => [...variable.dataSync()]);
  model.dispose();
  return [
    { name, training, variables, batches: batches.map((values) => [...values]) },
    // 32-bit floats against doubles, over 30 steps.
    equal(`steps with ${name}`, reached, 2e-5),
  ];
}

export async function updateFigures(): Promise<{ updates: UpdateRun[]; figures: Figure[] }> {
  const all = [];
  for (const [name, training] of Object.entries(runs)) all.push(await update(name, training));
  return { updates: all.map(([run]) => run), figures: all.map(([, figure]) => figure) };
}
