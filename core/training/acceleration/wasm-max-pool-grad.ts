import * as tf from '@tensorflow/tfjs-core';
import { wasmMemory } from './host-memory';
import { mend } from './mend';

interface Attributes {
  readonly filterSize: number | [number, number] | [number, number, number];
  readonly strides: number | [number, number] | [number, number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Along one axis: how many sites there are, of them the output's, and what each of those sees. */
interface Axis {
  readonly sites: number;
  readonly outputs: number;
  readonly stride: number;
  readonly size: number;
  readonly before: number;
}

/**
 * The gradient of largest values of patches. The kernels of the wasm backend look for values above zero, so that a patch of
 * negative numbers gets no gradient; here it goes to the first of the largest, whatever their sign.
 */
export function mendWasmMaxPoolGrad(): void {
  for (const [kernelName, rank] of [
    ['MaxPoolGrad', 2],
    ['MaxPool3DGrad', 3],
  ] as const)
    mend(kernelName, 'wasm', () => ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs;
      if (!dy || !input) throw new Error(`${kernelName} needs dy and input.`);
      const memory = wasmMemory(backend);
      const gradient = memory.make(input.shape);
      const axes = axesOf(input.shape, attrs as unknown as Attributes, rank);
      const [batch = 0, channels = 0] = [input.shape[0], input.shape.at(-1)];
      scatter(memory.numbers(input), memory.numbers(dy), memory.numbers(gradient), batch, channels, axes);
      return gradient;
    });
}

/** Depth, height and width: an image is a volume of one layer. */
function axesOf(shape: number[], { filterSize, strides, pad, dimRoundingMode }: Attributes, rank: 2 | 3): Axes {
  const inDepth = (sides: number | readonly number[]): [number, number, number] => {
    const each = typeof sides === 'number' ? Array.from({ length: rank }, () => sides) : sides;
    return [...(rank === 2 ? [1] : []), ...each] as [number, number, number];
  };
  const [batch = 0, ...rest] = shape;
  const volume = [batch, ...(rank === 2 ? [1] : []), ...rest] as [number, number, number, number, number];
  const of = tf.backend_util.computePool3DInfo(volume, inDepth(filterSize), inDepth(strides), 1, pad, dimRoundingMode);
  const { front, top, left } = of.padInfo;
  const depth =
    rank === 2
      ? { sites: 1, outputs: 1, stride: 1, size: 1, before: 0 }
      : { sites: of.inDepth, outputs: of.outDepth, stride: of.strideDepth, size: of.filterDepth, before: front };
  return [
    depth,
    { sites: of.inHeight, outputs: of.outHeight, stride: of.strideHeight, size: of.filterHeight, before: top },
    { sites: of.inWidth, outputs: of.outWidth, stride: of.strideWidth, size: of.filterWidth, before: left },
  ];
}

type Axes = readonly [depth: Axis, height: Axis, width: Axis];

/** Adds the gradient of each patch to the site of its largest value. */
function scatter(
  x: Float32Array,
  dy: Float32Array,
  gradient: Float32Array,
  batch: number,
  channels: number,
  [depth, height, width]: Axes,
): void {
  gradient.fill(0);
  let output = 0;
  for (let sample = 0; sample < batch; sample++)
    for (let z = 0; z < depth.outputs; z++)
      for (let y = 0; y < height.outputs; y++)
        for (let column = 0; column < width.outputs; column++)
          for (let channel = 0; channel < channels; channel++) {
            let [largest, at] = [Number.NEGATIVE_INFINITY, -1];
            for (let k = first(depth, z); k < end(depth, z); k++)
              for (let i = first(height, y); i < end(height, y); i++)
                for (let j = first(width, column); j < end(width, column); j++) {
                  const site = (((sample * depth.sites + k) * height.sites + i) * width.sites + j) * channels + channel;
                  const value = x[site] ?? 0;
                  if (value > largest) [largest, at] = [value, site];
                }
            if (at >= 0) gradient[at] = (gradient[at] ?? 0) + (dy[output] ?? 0);
            output++;
          }
}

const first = ({ stride, before }: Axis, output: number): number => Math.max(0, output * stride - before);
const end = ({ sites, stride, size, before }: Axis, output: number): number =>
  Math.min(sites, output * stride - before + size);
