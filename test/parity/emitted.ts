import * as tf from '@tensorflow/tfjs-core';
import { blocks } from '../../core/blocks/catalogue';
import { layers } from '../../core/blocks/layers/catalogue';
import { loadModule } from '../../core/cli/load-module';
import { compile } from '../../core/compile';
import { type RandomSource, randomSource } from '../../core/data/random';
import type { Json } from '../../core/graph/document';
import { equal, type Figure } from './figure';

type Settings = { readonly [name: string]: Json };

/** digits → a stack of layers → a code of three → a dense layer → a distance to the digits, and perhaps a term on the code. */
export interface Case {
  readonly name: string;
  readonly layers: readonly Settings[];
  readonly code: 'deterministic' | 'gaussian';
  /** Absent where the code would be blurred by its own noise. */
  readonly distance?: string;
  readonly regularizer?: string;
}

/** What the reference is given: the case, every parameter by its name, and samples `[6, 8, 8, 1]`. */
export interface Emission extends Case {
  readonly variables: {
    readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] };
  };
  readonly x: readonly number[];
}

const flatten = { layer: 'flatten' };
const dense = (activation: string): Settings => ({ layer: 'dense', units: 5, activation });
const samples = 6;

const stacks: { readonly [name: string]: readonly Settings[] } = {
  'conv2d, same, stride 2': [
    { layer: 'conv2d', filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'tanh' },
    flatten,
  ],
  'conv2d, valid, stride 1': [
    { layer: 'conv2d', filters: 3, kernel: 4, stride: 1, padding: 'valid', activation: 'tanh' },
    flatten,
  ],
  'conv2d-transpose, same, stride 2': [
    { layer: 'conv2d-transpose', filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'tanh' },
    flatten,
  ],
  'max pooling': [{ layer: 'pool2d', kind: 'max', size: 2 }, flatten],
  'average pooling': [{ layer: 'pool2d', kind: 'avg', size: 4 }, flatten],
  upsampling: [{ layer: 'upsample2d', factor: 2 }, flatten],
  residual: [flatten, dense('tanh'), { layer: 'residual', units: 4, activation: 'tanh' }],
};

const activations = ['linear', 'relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus', 'silu'];
const distances = ['squared-error', 'absolute-error', 'huber', 'bernoulli', 'cosine'];

const cases: readonly Case[] = [
  ...activations.map((kind) => withLayers(`activation ${kind}`, [flatten, dense(kind)])),
  ...Object.entries(stacks).map(([name, layers]) => withLayers(`layer ${name}`, layers)),
  ...distances.map((distance) => ({ ...withLayers(`distance ${distance}`, [flatten, dense('tanh')]), distance })),
  ...['l1', 'l2', 'variance'].map((regularizer) => ({
    ...withLayers(`regularizer ${regularizer}`, [flatten, dense('tanh')]),
    regularizer,
  })),
  { name: 'regularizer kl', layers: [flatten, dense('tanh')], code: 'gaussian', regularizer: 'kl' },
];

function withLayers(name: string, layers: readonly Settings[]): Case {
  return { name, layers, code: 'deterministic', distance: 'squared-error' };
}

/** Distances, regularizers and layers of the catalogue that no case has. A dense layer has every activation. */
export function uncompared(): string[] {
  const compared = new Set([
    'reshape',
    'activation',
    ...cases.flatMap(({ layers, distance = '', regularizer = '' }) => [
      ...layers.map(({ layer }) => String(layer)),
      distance,
      regularizer,
    ]),
  ]);
  const terms = [...blocks.values()].filter(({ category }) => category === 'distance' || category === 'regularizer');
  return [...terms.map(({ type }) => type), ...layers.keys()].filter((type) => !compared.has(type));
}

function graphOf({ layers, code, distance, regularizer }: Case): string {
  const decoder = [
    { layer: 'dense', units: 64, activation: 'tanh' },
    { layer: 'reshape', shape: [8, 8, 1] },
  ];
  const edges = [
    ['x.value', 'encoder.input'],
    ['encoder.output', 'code.input'],
    ...(regularizer
      ? [
          ['code.code', 'term.input'],
          ['term.energy', 'energy.terms'],
        ]
      : []),
    ...(distance
      ? [
          ['code.code', 'decoder.code'],
          ['decoder.output', 'distance.prediction'],
          ['x.value', 'distance.target'],
          ['distance.energy', 'energy.terms'],
        ]
      : []),
  ];
  return JSON.stringify({
    format: 1,
    name: 'parity',
    nodes: {
      x: { block: 'observation', data: 'digits' },
      encoder: { block: 'encoder', layers },
      code: { block: 'code', kind: code, dimensions: 3 },
      ...(regularizer ? { term: { block: regularizer, weight: 0.7 } } : {}),
      ...(distance ? { decoder: { block: 'decoder', layers: decoder }, distance: { block: distance } } : {}),
      energy: { block: 'energy' },
    },
    edges: edges.map(([from, to]) => ({ from, to })),
    training: {},
  });
}

/** Energies `[samples]` of the emitted code, and the gradient of their mean in every parameter. */
async function emission(each: Case, random: RandomSource): Promise<{ emission: Emission; figures: Figure[] }> {
  const { module, checked } = compile(graphOf(each), { fileName: 'parity.ebm.json' });
  if (!module) throw new Error(`${each.name}: ${checked.diagnostics[0]?.message}`);
  const model = (await loadModule(module)).createModel();
  const variables: Emission['variables'][string][] = [];
  for (const variable of Object.values(model.variables)) {
    const values = Float32Array.from({ length: variable.size }, () => 0.4 * random.normal());
    variable.assign(tf.tensor(values, variable.shape));
    variables.push({ shape: variable.shape, values: [...values] });
  }
  const x = Float32Array.from({ length: samples * 64 }, () => random.uniform());
  const observed = tf.tensor(x, [samples, 8, 8, 1]);
  const all = Object.values(model.variables);
  const energies = model.energy(observed).dataSync();
  const { grads } = tf.variableGrads(() => tf.mean(model.energy(observed)), all);
  const names = Object.keys(model.variables);
  const gradient = all.flatMap(({ name, size }) => [...(grads[name]?.dataSync() ?? new Float32Array(size))]);
  return {
    emission: {
      ...each,
      x: [...x],
      variables: Object.fromEntries(names.map((name, i) => [name, variables[i] ?? { shape: [], values: [] }])),
    },
    // 32-bit floats against doubles.
    figures: [equal(`${each.name}: energies`, energies, 5e-6), equal(`${each.name}: gradient`, gradient, 2e-5)],
  };
}

/** What the emitted formulas compute on TensorFlow.js. */
export async function emittedFigures(): Promise<{ emissions: Emission[]; figures: Figure[] }> {
  const random = randomSource(6, 'parity of emitted code');
  const all = [];
  for (const each of cases) all.push(await emission(each, random));
  return { emissions: all.map(({ emission }) => emission), figures: all.flatMap(({ figures }) => figures) };
}
