import { add, type Padding } from '../../program/expression';
import { activate, initializerFor } from './activation';
import { convolutionParameters, imageShape, imageSizes } from './convolution';
import { layer } from './layer';

const side = (size: number, kernel: number, stride: number, padding: Padding): number =>
  padding === 'same' ? size * stride : (size - 1) * stride + kernel;

export const conv2dTranspose = layer({
  type: 'conv2d-transpose',
  title: 'Transposed convolution',
  about: 'The adjoint of a convolution: spreads each number over a patch; stride 2 doubles the side.',
  reference: 'Dumoulin & Visin 2016',
  parameters: convolutionParameters,
  atoms: { tensor: 'kernel', axes: [0, 1, 2] },
  summary: ({ filters, kernel, stride, activation }) =>
    `convᵀ ${filters}·${kernel}×${kernel}${stride > 1 ? ` ×${stride}` : ''}${activation === 'linear' ? '' : ` ${activation}`}`,
  shape({ filters, kernel, stride, padding }, input) {
    const image = imageSizes(input, 'transposed convolution');
    if ('problem' in image) return image;
    const [height, width, channels] = image;
    return {
      shape: imageShape(side(height, kernel, stride, padding), side(width, kernel, stride, padding), filters),
      parameters: kernel * kernel * channels * filters + filters,
    };
  },
  lower(scope, { filters, kernel, stride, padding, activation }, x, output) {
    const channels = x.shape[2] ?? 0;
    const weights = scope.parameter(
      [scope.layer, 'kernel'],
      [kernel, kernel, filters, channels],
      initializerFor(activation, kernel * kernel * channels, kernel * kernel * filters),
    );
    const bias = scope.parameter([scope.layer, 'bias'], [filters], { kind: 'zeros' });
    const shape = output.map(({ size }) => size);
    return activate(activation, add({ op: 'conv2dTranspose', x, kernel: weights, stride, padding, shape }, bias));
  },
});
