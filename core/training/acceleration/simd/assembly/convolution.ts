import { matmul, matmulScratch } from './matmul';

/*
 * Gradients of a convolution as products of matrices (Chellapilla et al. 2006): the patches that the kernel meets are laid out as
 * rows, so many samples at a time that they stay in the second-level cache. Images are `[batch, height, width, channel]`, kernels
 * `[height, width, in, out]`.
 */

/** Numbers that the patches of one portion of samples may have; one sample's may be more. */
const portion: i32 = 1 << 16;

/** The sizes of a convolution, as they lie in memory. */
@unmanaged
export class Convolution {
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  outHeight: i32;
  outWidth: i32;
  filters: i32;
  strideHeight: i32;
  strideWidth: i32;
  top: i32;
  left: i32;
}

function patchSize(c: Convolution): i32 {
  return c.kernelHeight * c.kernelWidth * c.channels;
}

function samplesAtOnce(c: Convolution): i32 {
  return max(1, min(c.batch, portion / (c.outHeight * c.outWidth * patchSize(c))));
}

/** Bytes that either gradient needs beside its arguments. */
export function convolutionScratch(c: Convolution): i32 {
  const places = samplesAtOnce(c) * c.outHeight * c.outWidth;
  const product = max(matmulScratch(places, c.filters), matmulScratch(c.filters, patchSize(c)));
  return ((places * patchSize(c)) << 2) + product;
}

/** The gradient of the kernel, `[height, width, in, out]`: patches, transposed, times the gradient of the output. */
export function kernelGradient(c: Convolution, x: usize, dy: usize, to: usize, scratch: usize): void {
  const many = samplesAtOnce(c);
  const size = patchSize(c);
  const area = c.outHeight * c.outWidth;
  const product = scratch + at(many * area * size);
  for (let sample = 0; sample < c.batch; sample += many) {
    const count = min(many, c.batch - sample);
    for (let each = 0; each < count; each++)
      toPatches(c, x + at((sample + each) * c.height * c.width * c.channels), scratch + at(each * area * size));
    const gradient = dy + at(sample * area * c.filters);
    matmul(scratch, 1, size, gradient, c.filters, 1, to, size, count * area, c.filters, product, sample > 0);
  }
}

/** The gradient of the input: the gradient of the output times the kernel, transposed, added up where patches overlap. */
export function inputGradient(c: Convolution, dy: usize, kernel: usize, to: usize, scratch: usize): void {
  const many = samplesAtOnce(c);
  const size = patchSize(c);
  const area = c.outHeight * c.outWidth;
  const product = scratch + at(many * area * size);
  memory.fill(to, 0, at(c.batch * c.height * c.width * c.channels));
  for (let sample = 0; sample < c.batch; sample += many) {
    const count = min(many, c.batch - sample);
    const gradient = dy + at(sample * area * c.filters);
    matmul(gradient, c.filters, 1, kernel, 1, c.filters, scratch, count * area, c.filters, size, product, false);
    for (let each = 0; each < count; each++)
      addPatches(c, scratch + at(each * area * size), to + at((sample + each) * c.height * c.width * c.channels));
  }
}

function at(index: i32): usize {
  return (<usize>index) << 2;
}

/** Of one image, what the kernel meets at each place, as a row; beyond the edges are zeros. */
function toPatches(c: Convolution, image: usize, patches: usize): void {
  const run = c.kernelWidth * c.channels;
  for (let y = -c.top; y < c.outHeight * c.strideHeight - c.top; y += c.strideHeight) {
    for (let x = -c.left; x < c.outWidth * c.strideWidth - c.left; x += c.strideWidth) {
      const first = max(0, -x) * c.channels;
      const last = (min(c.width, x + c.kernelWidth) - x) * c.channels;
      for (let row = y; row < y + c.kernelHeight; row++) {
        if (row < 0 || row >= c.height || last <= first) memory.fill(patches, 0, at(run));
        else {
          for (let each = 0; each < first; each++) store<f32>(patches + at(each), 0);
          copy(image + at((row * c.width + x) * c.channels), patches, first, last);
          for (let each = last; each < run; each++) store<f32>(patches + at(each), 0);
        }
        patches += at(run);
      }
    }
  }
}

/** The other way: each row is added to where the kernel met it. */
function addPatches(c: Convolution, patches: usize, image: usize): void {
  const run = c.kernelWidth * c.channels;
  for (let y = -c.top; y < c.outHeight * c.strideHeight - c.top; y += c.strideHeight) {
    for (let x = -c.left; x < c.outWidth * c.strideWidth - c.left; x += c.strideWidth) {
      const first = max(0, -x) * c.channels;
      const last = (min(c.width, x + c.kernelWidth) - x) * c.channels;
      for (let row = y; row < y + c.kernelHeight; row++) {
        if (row >= 0 && row < c.height) add(patches, image + at((row * c.width + x) * c.channels), first, last);
        patches += at(run);
      }
    }
  }
}

function copy(from: usize, to: usize, first: i32, last: i32): void {
  let index = first;
  for (; index + 4 <= last; index += 4) v128.store(to + at(index), v128.load(from + at(index)));
  for (; index < last; index++) store<f32>(to + at(index), load<f32>(from + at(index)));
}

function add(from: usize, to: usize, first: i32, last: i32): void {
  let index = first;
  for (; index + 4 <= last; index += 4)
    v128.store(to + at(index), f32x4.add(v128.load(to + at(index)), v128.load(from + at(index))));
  for (; index < last; index++) store<f32>(to + at(index), load<f32>(to + at(index)) + load<f32>(from + at(index)));
}
