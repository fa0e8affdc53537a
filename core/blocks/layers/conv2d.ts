import { add, type Padding } from '../../program/expression';
import { activate, initializerFor } from './activation';
import { convolutionParameters, imageShape, imageSizes } from './convolution';
import { layer } from './layer';

const side = (size: number, kernel: number, stride: number, padding: Padding): number =>
  padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;

export const conv2d = layer({
  type: 'conv2d',
  title: 'Convolution',
  about: 'Slides learned kernels over an image; the same weights everywhere.',
  parameters: convolutionParameters,
  summary: ({ filters, kernel, stride, activation }) =>
    `conv ${filters}·${kernel}×${kernel}${stride > 1 ? ` /${stride}` : ''}${activation === 'linear' ? '' : ` ${activation}`}`,
  shape({ filters, kernel, stride, padding }, input) {
    const image = imageSizes(input, 'convolution');
    if ('problem' in image) return image;
    const [height, width, channels] = image;
    if (padding === 'valid' && kernel > Math.min(height, width)) {
      return {
        problem: {
          code: 'EBM2003',
          message: `A kernel of ${kernel}×${kernel} does not fit into ${height}×${width} without padding; make it smaller or pad.`,
          parameter: 'kernel',
        },
      };
    }
    return {
      shape: imageShape(side(height, kernel, stride, padding), side(width, kernel, stride, padding), filters),
      parameters: kernel * kernel * channels * filters + filters,
    };
  },
  lower(scope, { filters, kernel, stride, padding, activation }, x, output) {
    const channels = x.shape[2] ?? 0;
    const weights = scope.parameter(
      [scope.layer, 'kernel'],
      [kernel, kernel, channels, filters],
      initializerFor(activation, kernel * kernel * channels, kernel * kernel * filters),
    );
    const bias = scope.parameter([scope.layer, 'bias'], [filters], { kind: 'zeros' });
    const shape = output.map(({ size }) => size);
    return activate(activation, add({ op: 'conv2d', x, kernel: weights, stride, padding, shape }, bias));
  },
});
