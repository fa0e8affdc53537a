import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import { cpuMemory } from './host-memory';
import { convolve, inputGradient, kernelGradient } from './javascript/convolution';
import type { Simd } from './simd/simd';

/** tfjs takes the gradient of the input in a plain loop on wasm, and lacks that of the kernel; in JavaScript all are plain loops. */
export const convolutions: Acceleration = {
  name: 'convolutions',
  does: 'Takes convolutions in JavaScript, and their gradients, as products of matrices, of patches laid out as rows.',
  kernels: {
    simd: (simd) => ({ Conv2DBackpropFilter: ofKernel(simd), Conv2DBackpropInput: ofInput(simd) }),
    cpu: () => ({
      Conv2D: inJavaScript('x', 'filter', ({ outShape }) => outShape, convolve),
      Conv2DBackpropFilter: inJavaScript('x', 'dy', ({ filterShape }) => filterShape, kernelGradient),
      Conv2DBackpropInput: inJavaScript('dy', 'filter', ({ inShape }) => inShape, inputGradient),
    }),
  },
};

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  /** Of the gradients: what the other of both inputs is for. */
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

type Compute = (
  convolution: tf.backend_util.Conv2DInfo,
  first: Float32Array,
  second: Float32Array,
  to: Float32Array,
) => void;

const inJavaScript =
  (
    first: 'x' | 'dy',
    second: 'filter' | 'dy',
    shapeOf: (convolution: tf.backend_util.Conv2DInfo) => readonly number[],
    compute: Compute,
  ) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { [first]: left, [second]: right, x, filter } = params.inputs;
    const attributes = params.attrs as unknown as Attributes;
    const { strides, dilations = 1, pad, dimRoundingMode } = attributes;
    if (!replaced || !left || !right) throw new Error('A convolution needs two tensors.');
    if (!suits(attributes) || [left, right].some(({ dtype }) => dtype !== 'float32')) return replaced(params);
    const [inShape, filterShape] = [x?.shape ?? attributes.inputShape, filter?.shape ?? attributes.filterShape];
    const convolution = tf.backend_util.computeConv2DInfo(
      inShape as Shape,
      filterShape as Shape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
    );
    const { make, numbers } = cpuMemory(params.backend);
    const result = make(shapeOf(convolution));
    compute(convolution, numbers(left), numbers(right), numbers(result));
    return result;
  };

const suits = ({ dataFormat = 'NHWC', dilations = 1 }: Attributes): boolean =>
  dataFormat === 'NHWC' && [dilations].flat().every((dilation) => dilation === 1);

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
