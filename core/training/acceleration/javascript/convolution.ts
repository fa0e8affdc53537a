import type { backend_util } from '@tensorflow/tfjs-core';
import { multiply } from './matrix-product';

/** Of images `[batch, height, width, channel]`. */
type Convolution = backend_util.Conv2DInfo;

/*
 * A convolution as a product of matrices, one image at a time: the patches that the kernel sees are the rows of a matrix
 * `[places of the result, numbers of a patch]`, with zeros where a patch lies beyond the edge.
 */

export function convolve(convolution: Convolution, x: Float32Array, kernel: Float32Array, y: Float32Array): void {
  const { inputs, outputs, channels, places, patch, runs, patches } = sizesOf(convolution);
  for (let image = 0; image < convolution.batchSize; image++) {
    gather(x.subarray(image * inputs, (image + 1) * inputs), runs, patches);
    const result = y.subarray(image * outputs, (image + 1) * outputs);
    multiply(patches, asItLies(patch), kernel, asItLies(channels), result, [places, patch, channels]);
  }
}

export function kernelGradient(
  convolution: Convolution,
  x: Float32Array,
  dy: Float32Array,
  gradient: Float32Array,
): void {
  const { inputs, outputs, channels, places, patch, runs, patches } = sizesOf(convolution);
  const sum = new Float64Array(gradient.length);
  for (let image = 0; image < convolution.batchSize; image++) {
    gather(x.subarray(image * inputs, (image + 1) * inputs), runs, patches);
    const above = dy.subarray(image * outputs, (image + 1) * outputs);
    multiply(patches, transposed(patch), above, asItLies(channels), gradient, [patch, places, channels]);
    for (const [index, value] of gradient.entries()) sum[index] = (sum[index] as number) + value;
  }
  gradient.set(sum);
}

export function inputGradient(
  convolution: Convolution,
  dy: Float32Array,
  kernel: Float32Array,
  gradient: Float32Array,
): void {
  const { inputs, outputs, channels, places, patch, runs, patches } = sizesOf(convolution);
  gradient.fill(0);
  for (let image = 0; image < convolution.batchSize; image++) {
    const above = dy.subarray(image * outputs, (image + 1) * outputs);
    multiply(above, asItLies(channels), kernel, transposed(channels), patches, [places, channels, patch]);
    scatter(patches, runs, gradient.subarray(image * inputs, (image + 1) * inputs));
  }
}

const asItLies = (columns: number) => ({ row: columns, column: 1 });
/** A matrix of so many columns, seen the other way. */
const transposed = (columns: number) => ({ row: 1, column: columns });

function sizesOf(convolution: Convolution) {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = convolution;
  const places = outHeight * outWidth;
  const patch = filterHeight * filterWidth * inChannels;
  return {
    inputs: inHeight * inWidth * inChannels,
    outputs: places * outChannels,
    channels: outChannels,
    places,
    patch,
    runs: runsOf(convolution),
    patches: new Float32Array(places * patch),
  };
}

/** Numbers that stand side by side in an image and in a patch of it: where they begin in each, and how many they are. */
type Runs = readonly { readonly inImage: number; readonly inPatches: number; readonly count: number }[];

function runsOf({
  inHeight,
  inWidth,
  inChannels,
  outHeight,
  outWidth,
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  padInfo: { top, left },
}: Convolution): Runs {
  const line = filterWidth * inChannels;
  return Array.from({ length: outHeight * outWidth * filterHeight }, (_, index) => {
    const place = Math.floor(index / filterHeight);
    const row = Math.floor(place / outWidth) * strideHeight - top + (index % filterHeight);
    const column = (place % outWidth) * strideWidth - left;
    const [from, to] = [Math.max(0, column), Math.min(inWidth, column + filterWidth)];
    const inside = row >= 0 && row < inHeight;
    return {
      inImage: (row * inWidth + from) * inChannels,
      inPatches: index * line + (from - column) * inChannels,
      count: inside ? Math.max(0, to - from) * inChannels : 0,
    };
  });
}

function gather(image: Float32Array, runs: Runs, patches: Float32Array): void {
  for (const { inImage, inPatches, count } of runs) {
    for (let each = 0; each < count; each++) patches[inPatches + each] = image[inImage + each] as number;
  }
}

function scatter(patches: Float32Array, runs: Runs, image: Float32Array): void {
  for (const { inImage, inPatches, count } of runs) {
    for (let each = 0; each < count; each++) {
      image[inImage + each] = (image[inImage + each] as number) + (patches[inPatches + each] as number);
    }
  }
}
