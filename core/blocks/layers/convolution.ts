import { add, type Padding } from '../../program/expression';
import { choice, integer } from '../parameter';
import { shapeOf, sizesOf } from '../signal';
import { activate, activationParameter, initializerFor } from './activation';
import { type Dimensions, gridSizes, sides } from './grid';
import { type Layer, layer } from './layer';

/** What a convolution and its transpose are given alike. */
export const convolutionParameters = {
  filters: integer({
    label: 'Filters',
    help: 'How many feature maps come out.',
    effect: 'rebuild',
    default: 16,
    minimum: 1,
    maximum: 4096,
  }),
  kernel: integer({
    label: 'Kernel',
    help: 'The side of the kernel, the same along all axes.',
    unit: 'sites',
    effect: 'rebuild',
    default: 3,
    minimum: 1,
    maximum: 31,
  }),
  stride: integer({
    label: 'Stride',
    help: 'The step of the kernel: 2 halves the side of the maps, or doubles it when transposed.',
    unit: 'sites',
    effect: 'rebuild',
    default: 1,
    minimum: 1,
    maximum: 8,
  }),
  padding: choice<Padding>({
    label: 'Padding',
    help: '“same” pads with zeros so that the side divides by the stride; “valid” does not pad.',
    effect: 'rebuild',
    default: 'same',
    options: { same: 'same', valid: 'valid' },
  }),
  activation: activationParameter('relu'),
};

/** ` /2 relu`: what follows the kernel in a summary. */
export const strideAndActivation = (sign: '/' | '×', stride: number, activation: string): string =>
  `${stride > 1 ? ` ${sign}${stride}` : ''}${activation === 'linear' ? '' : ` ${activation}`}`;

const side = (size: number, kernel: number, stride: number, padding: Padding): number =>
  padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;

/** A convolution along one, two or three axes. */
export const convolution = (dimensions: Dimensions, about: string): Layer =>
  layer({
    type: `conv${dimensions}d`,
    title: `Convolution ${dimensions}-D`,
    about,
    parameters: convolutionParameters,
    summary: ({ filters, kernel, stride, activation }) =>
      `conv ${filters}·${sides(kernel, dimensions).join('×')}${strideAndActivation('/', stride, activation)}`,
    shape({ filters, kernel, stride, padding }, input) {
      const grid = gridSizes(input, dimensions, 'convolution', `conv${dimensions}d`);
      if ('problem' in grid) return grid;
      const most = Math.min(...grid.sizes);
      if (padding === 'valid' && kernel > most) {
        return {
          problem: {
            code: 'EBM2003',
            message: `A kernel of ${sides(kernel, dimensions).join('×')} does not fit into ${grid.sizes.join('×')} without padding; make it smaller or pad.`,
            parameter: 'kernel',
            mends: [
              { title: 'Pad with zeros', parameter: 'padding', set: 'same' },
              { title: `Set the kernel to ${most}`, set: most },
            ],
          },
        };
      }
      return {
        shape: shapeOf([...grid.sizes.map((size) => side(size, kernel, stride, padding)), filters]),
        parameters: kernel ** dimensions * grid.channels * filters + filters,
      };
    },
    lower(scope, { filters, kernel, stride, padding, activation }, x, output) {
      const channels = x.shape.at(-1) ?? 0;
      const places = kernel ** dimensions;
      const weights = scope.parameter(
        [scope.layer, 'kernel'],
        [...sides(kernel, dimensions), channels, filters],
        initializerFor(activation, places * channels, places * filters),
      );
      const bias = scope.parameter([scope.layer, 'bias'], [filters], { kind: 'zeros' });
      const shape = sizesOf(output);
      const left = shape.slice(0, -1).map((count, axis) => (x.shape[axis] ?? 0) - (count - 1) * stride - kernel);
      // Where “same” has nothing to pad and the stride leaps over the rest, the WebAssembly backend gives zeros for it.
      const leaps = Math.min(...left) >= 0 && Math.max(...left) > 0;
      const pad = leaps ? 'valid' : padding;
      return activate(activation, add({ op: 'convolution', x, kernel: weights, stride, padding: pad, shape }, bias));
    },
  });
