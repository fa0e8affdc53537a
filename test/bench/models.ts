import { readdirSync, readFileSync } from 'node:fs';
import { type Json, parseEndpoint } from '../../core/graph/document';
import { applyOperation, type Operation } from '../../core/graph/operation';
import type { PeerName } from './peers/catalogue';

/** A model that is trained by us and by its peers. */
export interface BenchModel {
  readonly name: PeerName;
  readonly about: string;
  /** The text of its graph. */
  readonly graph: string;
  /** How many times the multiply-adds of one way forward through the graph a step takes. */
  readonly passes: number;
}

/** Every template that ships. */
export const templateIds = (): string[] =>
  readdirSync('templates').flatMap((name) => (name.endsWith('.ebm.json') ? [name.replace('.ebm.json', '')] : []));

/** The text of one; read from the top of the checkout. */
export const templateText = (id: string): string => readFileSync(`templates/${id}.ebm.json`, 'utf8');

const set = (node: string, name: string, value: Json): Operation => ({
  kind: 'set-parameter',
  node,
  path: [name],
  value,
});

function connect(start: string, end: string): Operation {
  const [from, to] = [parseEndpoint(start), parseEndpoint(end)];
  if (!from || !to) throw new Error(`“${start}” and “${end}” are no ports.`);
  return { kind: 'connect', from, to };
}

const variation = (id: string, ...operations: readonly Operation[]): string =>
  applyOperation(templateText(id), { kind: 'sequence', operations });

const dense = (units: number, activation = 'relu'): Json => ({ layer: 'dense', units, activation });

/** A variational autoencoder of the plane, the same number of hidden layers both ways, each of a width. */
export const planeVae = ({ width = 64, depth = 1, code = 2, batch = 128 } = {}): string =>
  variation(
    'vae',
    set('x', 'data', 'moons'),
    set('encoder', 'layers', Array(depth).fill(dense(width))),
    set('code', 'dimensions', code),
    set('decoder', 'layers', [...Array(depth).fill(dense(width)), dense(2, 'linear')]),
    { kind: 'remove-nodes', ids: ['reconstruction'] },
    {
      kind: 'add-node',
      id: 'reconstruction',
      block: 'squared-error',
      parameters: { weight: 1 },
      position: { x: 1400, y: 500 },
    },
    connect('decoder.output', 'reconstruction.prediction'),
    connect('x.value', 'reconstruction.target'),
    connect('reconstruction.energy', 'energy.terms'),
    { kind: 'set-training', key: 'batch', value: batch },
  );

const convolution = (layer: string, filters: number, activation = 'relu'): Json => ({
  layer,
  filters,
  kernel: 3,
  stride: 2,
  padding: 'same',
  activation,
});

const convAutoencoder = variation(
  'conv-vae',
  set('x', 'data', 'mnist'),
  set('encoder', 'layers', [convolution('conv2d', 16), convolution('conv2d', 32), { layer: 'flatten' }]),
  set('code', 'kind', 'deterministic'),
  set('code', 'dimensions', 16),
  { kind: 'remove-nodes', ids: ['noise', 'kl'] },
  connect('code.code', 'decoder.code'),
  set('decoder', 'layers', [
    dense(1568),
    { layer: 'reshape', shape: [7, 7, 32] },
    convolution('conv2d-transpose', 16),
    convolution('conv2d-transpose', 1, 'linear'),
  ]),
  { kind: 'set-training', key: 'batch', value: 128 },
  { kind: 'set-training', key: 'learningRate', value: 0.001 },
);

/** Forward, and twice that back: for the weights and for what stands before them. */
const backpropagation = 3;

export const models: readonly BenchModel[] = [
  {
    name: 'vae-2d',
    about: 'variational autoencoder of points, 2-64-2-64-2, batch 128',
    graph: planeVae(),
    passes: backpropagation,
  },
  {
    name: 'vae-784',
    about: 'variational autoencoder of MNIST, 784-400-20-400-784, batch 128',
    graph: templateText('vae'),
    passes: backpropagation,
  },
  {
    name: 'conv-autoencoder',
    about: 'convolutional autoencoder of MNIST, 16 and 32 filters of 3×3 both ways, code of 16, batch 128',
    graph: convAutoencoder,
    passes: backpropagation,
  },
  {
    name: 'sparse-coding',
    about: 'sparse coding of digits 8×8, 128 atoms, 50 steps of FISTA, batch 128',
    graph: templateText('sparse-coding'),
    // Each step of the search multiplies by the atoms and back; the code is then a constant.
    passes: 2 * 50 + 2,
  },
  {
    name: 'contrastive-divergence',
    about: 'contrastive divergence on points, 2-128-128-1, 20 Langevin steps, batch 256',
    graph: variation(
      'contrastive-divergence',
      set('contrast', 'steps', 20),
      { kind: 'set-training', key: 'schedule', value: 'constant' },
      { kind: 'set-training', key: 'learningRate', value: 0.001 },
    ),
    // A step of a chain goes forward and back to the point; then data and negatives are learned from.
    passes: 2 * 20 + 2 * backpropagation,
  },
];
