/** Samples `[samples, ...shape]` as they are shown. */
export interface ShownSamples {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * What the eye can take in of samples with too many axes: of a volume its middle slice, of channels that are no colours
 * the largest, as a grey value from 0, the first, to 1, the last. All others stay as they are.
 */
export function asImage({ shape, values }: ShownSamples): ShownSamples {
  const [first = 0, ...rest] = shape;
  if (shape.length === 4) return asImage({ shape: rest, values: middleSlices(values, first, volume(rest)) });
  const channels = shape[2] ?? 1;
  if (shape.length !== 3 || channels === 1 || channels === 3) return { shape, values };
  return { shape: [first, shape[1] ?? 0, 1], values: largestChannels(values, channels) };
}

const volume = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function middleSlices(values: Float32Array, depth: number, size: number): Float32Array {
  const samples = Math.floor(values.length / (depth * size));
  const slices = new Float32Array(samples * size);
  for (let sample = 0; sample < samples; sample++) {
    const start = (sample * depth + Math.floor(depth / 2)) * size;
    slices.set(values.subarray(start, start + size), sample * size);
  }
  return slices;
}

function largestChannels(values: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: Math.floor(values.length / channels) }, (_, pixel) => {
    const own = values.subarray(pixel * channels, (pixel + 1) * channels);
    return own.indexOf(Math.max(...own)) / (channels - 1);
  });
}
