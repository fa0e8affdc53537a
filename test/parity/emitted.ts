import * as tf from '@tensorflow/tfjs-core';
import { loadModule } from '../../core/cli/load-module';
import { compile } from '../../core/compile';
import { type RandomSource, randomSource } from '../../core/data/random';
import type { EmittedModule } from '../../core/program/manifest';
import { dense, flatten } from '../unit/emit/graphs';
import { activations, stacks, withLayers } from '../unit/emit/layer-graphs';
import { distances, regularizers, untried } from '../unit/emit/term-graphs';
import { equal, type Figure } from './figure';

interface Case {
  readonly name: string;
  /** The text of the graph, which the reference reads for itself. */
  readonly graph: string;
}

/** What the reference is given: the case, every parameter by its name, and samples `[6, ...shape]`. */
export interface Emission extends Case {
  readonly variables: {
    readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] };
  };
  readonly x: { readonly shape: readonly number[]; readonly values: readonly number[] };
}

const samples = 6;

const cases: readonly Case[] = [
  ...activations.map((kind) => ({ name: `the activation ${kind}`, graph: withLayers([flatten, dense(5, kind)]) })),
  ...Object.entries(stacks).map(([name, stack]) => ({ name: `the layer ${name}`, graph: withLayers(stack) })),
  ...distances.map(([type, graph]) => ({ name: `the distance ${type}`, graph })),
  ...regularizers.map(([type, graph]) => ({ name: `the regularizer ${type}`, graph })),
];

/** Layers, activations, distances and regularizers of the catalogue that no case has. */
export const uncompared = (): string[] => untried(cases.map(({ name }) => name));

/** The reference draws no numbers: of the random direction of a Jacobian it is told that every entry is 1. */
const withoutDraws = (module: EmittedModule): EmittedModule => ({
  ...module,
  source: module.source.replaceAll('random.noise.normal', 'tf.ones'),
});

/** Energies `[samples]` of the emitted code, or the one of a batch, and the gradient of their mean in every parameter. */
async function emission({ name, graph }: Case, random: RandomSource): Promise<[Emission, Figure[]]> {
  const { module, checked } = compile(graph, { fileName: 'parity.ebm.json' });
  if (!module) throw new Error(`${name}: ${checked.diagnostics[0]?.message}`);
  const model = (await loadModule(withoutDraws(module))).createModel();
  const variables: [string, Emission['variables'][string]][] = [];
  for (const [path, variable] of Object.entries(model.variables)) {
    const values = Float32Array.from({ length: variable.size }, () => 0.4 * random.normal());
    variable.assign(tf.tensor(values, variable.shape));
    variables.push([path, { shape: variable.shape, values: [...values] }]);
  }
  const shape = [samples, ...(module.manifest.observations[0]?.shape ?? [])];
  const x = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform());
  const observed = tf.tensor(x, shape);
  const all = Object.values(model.variables);
  const energies = model.energy(observed).dataSync();
  const { grads } = tf.variableGrads(() => tf.mean(model.energy(observed)), all);
  const gradient = all.flatMap(({ name: path, size }) => [...(grads[path]?.dataSync() ?? new Float32Array(size))]);
  return [
    { name, graph, x: { shape, values: [...x] }, variables: Object.fromEntries(variables) },
    // 32-bit floats against doubles.
    [equal(`${name}: energies`, energies, 5e-6), equal(`${name}: gradient`, gradient, 2e-5)],
  ];
}

/** What the emitted formulas compute on TensorFlow.js. */
export async function emittedFigures(): Promise<{ emissions: Emission[]; figures: Figure[] }> {
  const random = randomSource(6, 'parity of emitted code');
  const all = [];
  for (const each of cases) all.push(await emission(each, random));
  return { emissions: all.map(([each]) => each), figures: all.flatMap(([, figures]) => figures) };
}
