import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import type { Simd } from './simd/simd';

/** tfjs takes the gradient of the input in a plain loop on wasm, and lacks that of the kernel. */
export const convolutionGradients: Acceleration = {
  name: 'convolution gradients',
  does: 'Takes the gradients of convolutions as products of matrices, of patches laid out as rows.',
  kernels: {
    simd: (simd) => ({ Conv2DBackpropFilter: ofKernel(simd), Conv2DBackpropInput: ofInput(simd) }),
  },
};

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly filterShape: Shape;
  readonly inputShape: Shape;
}

type Shape = [number, number, number, number];

const ofKernel =
  (simd: Simd) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { x, dy } = params.inputs;
    const attributes = params.attrs as unknown as Attributes;
    if (!x || !dy) throw new Error('Conv2DBackpropFilter needs x and dy.');
    if (replaced && !suits(attributes)) return replaced(params);
    const gradient = simd.make(attributes.filterShape);
    const { sizes, scratch } = describe(simd, x.shape as Shape, attributes.filterShape, attributes);
    simd.kernelGradient(sizes, simd.at(x), simd.at(dy), simd.at(gradient), scratch);
    return gradient;
  };

const ofInput =
  (simd: Simd) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { dy, filter } = params.inputs;
    const attributes = params.attrs as unknown as Attributes;
    if (!dy || !filter) throw new Error('Conv2DBackpropInput needs dy and filter.');
    if (replaced && !suits(attributes)) return replaced(params);
    const gradient = simd.make(attributes.inputShape);
    const { sizes, scratch } = describe(simd, attributes.inputShape, filter.shape as Shape, attributes);
    simd.inputGradient(sizes, simd.at(dy), simd.at(filter), simd.at(gradient), scratch);
    return gradient;
  };

const suits = ({ dataFormat = 'NHWC' }: Attributes): boolean => dataFormat === 'NHWC';

/** Writes down the sizes of a convolution where the kernels read them, with room for their patches behind. */
function describe(simd: Simd, inputShape: Shape, filterShape: Shape, { strides, pad }: Attributes) {
  const found = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad);
  const numbers = [
    found.batchSize,
    found.inHeight,
    found.inWidth,
    found.inChannels,
    found.filterHeight,
    found.filterWidth,
    found.outHeight,
    found.outWidth,
    found.outChannels,
    found.strideHeight,
    found.strideWidth,
    found.padInfo.top,
    found.padInfo.left,
  ];
  const write = (at: number): number => {
    simd.integers(at, numbers.length).set(numbers);
    return at;
  };
  const described = 64;
  const bytes = described + simd.convolutionScratch(write(simd.scratch(described)));
  const sizes = write(simd.scratch(bytes));
  return { sizes, scratch: sizes + described };
}
