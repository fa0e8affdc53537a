import { activation } from '../../../core/blocks/layers/activation';
import type { Json } from '../../../core/graph/document';
import { dense, flatten, graph, reshape } from './graphs';

/* Small graphs that hold one layer, or one activation, each. */

/** digits → layers → a distance to the digits, through a smooth code of three; categories are four levels a pixel. */
export function withLayers(stack: readonly Json[], distance = 'squared-error'): string {
  const channels = distance === 'categorical' ? 4 : 1;
  return graph(
    {
      x: { block: 'observation', data: channels === 4 ? 'digit-levels' : 'digits' },
      encoder: { block: 'encoder', layers: stack },
      code: { block: 'code', kind: 'deterministic', dimensions: 3 },
      decoder: {
        block: 'decoder',
        layers: [dense(64 * channels), reshape(8, 8, channels)],
      },
      distance: { block: distance },
      energy: { block: 'energy' },
    },
    ['x.value', 'encoder.input'],
    ['encoder.output', 'code.input'],
    ['code.code', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );
}

const [sequence, sites, volume] = [reshape(16, 4), reshape(8, 8), reshape(4, 4, 4, 1)];

const conv = (dimensions: number, { stride = 1, padding = 'same', kernel = 3, activation = 'tanh' } = {}): Json => ({
  layer: `conv${dimensions}d`,
  filters: 2,
  kernel,
  stride,
  padding,
  activation,
});
const pool = (dimensions: number, kind: string, size = 2): Json => ({ layer: `pool${dimensions}d`, kind, size });
const upsample = (dimensions: number): Json => ({ layer: `upsample${dimensions}d`, factor: 2 });
const transposed = (dimensions: number): Json => ({
  layer: `conv${dimensions}d-transpose`,
  filters: 2,
  kernel: 3,
  stride: 2,
  padding: 'same',
  activation: 'tanh',
});

/** Stacks by the layer that they try, and after a comma the way it is set. */
export const stacks: Record<string, readonly Json[]> = {
  residual: [flatten, dense(5, 'tanh'), { layer: 'residual', units: 4, activation: 'tanh' }],
  'normalization, layer': [conv(2, { stride: 2 }), { layer: 'normalization', kind: 'layer' }, flatten],
  'normalization, instance': [conv(2, { stride: 2 }), { layer: 'normalization', kind: 'instance' }, flatten],
  'normalization, rms': [flatten, dense(5, 'tanh'), { layer: 'normalization', kind: 'rms' }],
  dropout: [flatten, dense(5, 'tanh'), { layer: 'dropout', rate: 0.4 }],
  conv1d: [sequence, conv(1, { stride: 2 }), flatten],
  'conv1d, without padding': [sequence, conv(1, { padding: 'valid' }), flatten],
  'conv1d-transpose': [sequence, transposed(1), flatten],
  'pool1d, max': [sequence, conv(1), pool(1, 'max'), flatten],
  'pool1d, avg': [sequence, conv(1), pool(1, 'avg', 3), flatten],
  upsample1d: [sequence, conv(1), upsample(1), flatten, dense(5, 'tanh')],
  conv2d: [conv(2, { stride: 2 }), flatten],
  'conv2d, without padding': [conv(2, { stride: 2, padding: 'valid' }), flatten],
  'conv2d, by leaps': [conv(2, { stride: 4 }), flatten],
  'conv2d-transpose': [transposed(2), flatten],
  'pool2d, max': [conv(2, { activation: 'relu' }), pool(2, 'max'), flatten],
  'pool2d, avg': [conv(2), pool(2, 'avg', 3), flatten],
  upsample2d: [conv(2, { stride: 4 }), upsample(2), flatten, dense(5, 'tanh')],
  conv3d: [volume, conv(3), flatten],
  'conv3d, twice': [volume, conv(3), conv(3), flatten],
  'conv3d, by steps of two': [volume, conv(3, { stride: 2 }), flatten],
  'conv3d, of one voxel': [volume, conv(3), conv(3, { kernel: 1 }), flatten],
  'conv3d, without padding': [volume, conv(3, { padding: 'valid' }), flatten],
  'pool3d, max': [volume, conv(3), pool(3, 'max'), flatten],
  'pool3d, avg': [volume, conv(3), pool(3, 'avg', 3), flatten],
  upsample3d: [volume, conv(3, { stride: 2 }), upsample(3), flatten, dense(5, 'tanh')],
  'skip, beside': [{ layer: 'skip' }, conv(2), { layer: 'join', how: 'concat' }, conv(2, { stride: 2 }), flatten],
  'join, summed twice': [
    conv(2),
    { layer: 'skip' },
    conv(2, { stride: 2 }),
    { layer: 'skip' },
    conv(2),
    { layer: 'join', how: 'add' },
    upsample(2),
    { layer: 'join', how: 'concat' },
    conv(2, { stride: 4 }),
    flatten,
  ],
  embedding: [sites, { layer: 'embedding', units: 3, places: 'learned' }, flatten, dense(5, 'tanh')],
  'embedding, without places': [sites, { layer: 'embedding', units: 3, places: 'none' }, flatten, dense(5, 'tanh')],
  'attention, of a sequence': [sequence, { layer: 'attention', heads: 2 }, flatten],
  'attention, of an image': [reshape(4, 4, 4), { layer: 'attention', heads: 1 }, flatten],
  shrinkage: [flatten, { layer: 'shrinkage', units: 9, iterations: 2 }],
};

/** A code of three that lies in a set. */
export const boundCode = (bound: string): string =>
  withLayers([flatten, dense(5)]).replace('"kind":"deterministic"', `"kind":"deterministic","bound":"${bound}"`);

/** The sets that a code may lie in. */
export const bounds: readonly string[] = ['unit-ball', 'unit-sphere', 'non-negative'];

/** The names of all activations. */
export const activations = (
  activation.parameters.kind?.control.kind === 'choice' ? activation.parameters.kind.control.options : []
).map(({ value }) => value);
