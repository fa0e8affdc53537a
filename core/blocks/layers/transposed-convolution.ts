import { add, type Expression, type Padding, reshape } from '../../program/expression';
import { shapeOf, sizesOf } from '../signal';
import { activate, initializerFor } from './activation';
import { convolutionParameters, strideAndActivation } from './convolution';
import { gridSizes, sides } from './grid';
import { type Layer, layer } from './layer';

const side = (size: number, kernel: number, stride: number, padding: Padding): number =>
  padding === 'same' ? size * stride : (size - 1) * stride + kernel;

/** The adjoint of a convolution along one axis or two; one axis is an image of width 1. */
export const transposedConvolution = (dimensions: 1 | 2): Layer =>
  layer({
    type: `conv${dimensions}d-transpose`,
    title: `Transposed convolution ${dimensions}-D`,
    about: 'The adjoint of a convolution: spreads each number over a patch; stride 2 doubles the side.',
    reference: 'Dumoulin & Visin 2016',
    parameters: convolutionParameters,
    atoms: { tensor: 'kernel', axes: [0, 1, 2] },
    summary: ({ filters, kernel, stride, activation }) =>
      `convᵀ ${filters}·${sides(kernel, dimensions).join('×')}${strideAndActivation('×', stride, activation)}`,
    shape({ filters, kernel, stride, padding }, input) {
      const grid = gridSizes(input, dimensions, 'transposed convolution', `conv${dimensions}d-transpose`);
      if ('problem' in grid) return grid;
      return {
        shape: shapeOf([...grid.sizes.map((size) => side(size, kernel, stride, padding)), filters]),
        parameters: kernel ** dimensions * grid.channels * filters + filters,
      };
    },
    lower(scope, { filters, kernel, stride, padding, activation }, x, output) {
      const channels = x.shape.at(-1) ?? 0;
      const places = kernel ** dimensions;
      const image = (sizes: readonly number[]): readonly number[] =>
        dimensions === 1 ? sizes.toSpliced(1, 0, 1) : sizes;
      const weights = scope.parameter(
        [scope.layer, 'kernel'],
        [kernel, dimensions === 1 ? 1 : kernel, filters, channels],
        initializerFor(activation, places * channels, places * filters),
      );
      const bias = scope.parameter([scope.layer, 'bias'], [filters], { kind: 'zeros' });
      const spread: Expression = {
        op: 'conv2dTranspose',
        x: dimensions === 1 ? scope.assign(`${scope.layer}Input`, reshape(x, image(x.shape))) : x,
        kernel: weights,
        stride: [stride, dimensions === 1 ? 1 : stride],
        padding,
        shape: image(sizesOf(output)),
      };
      return activate(activation, add(reshape(spread, sizesOf(output)), bias));
    },
  });
