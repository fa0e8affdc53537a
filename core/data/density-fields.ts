import type { LabelledSamples } from './datasets';
import { randomSource } from './random';

const [trainSize, testSize] = [256, 64];
const side = 16;
const voxels = side ** 3;
/** Standard deviation of the logarithm of the density. */
const spread = 0.8;
/** The density that is shown as 1; more is cut off, which concerns a voxel in 700. */
const densest = 8;
/** In voxels: the width of the Gaussian that a field is smoothed with. */
const smoothing = 0.6;

/**
 * Volumes `[sample, 16, 16, 16, 1]`: a periodic Gaussian random field g of variance 1 and power spectrum
 * P(k) ∝ k⁻² e^(−(2π k s / 16)²), k the whole-numbered wave vector and s = 0.6 voxels, as the log-normal density
 * ρ = e^(0.8 g − 0.32) of mean 1 (Coles & Jones 1991), given as min(ρ, 8) / 8.
 */
export const drawDensityFields = (seed: number): { train: LabelledSamples; test: LabelledSamples } => ({
  train: draw(trainSize, seed, 'train'),
  test: draw(testSize, seed, 'test'),
});

/** A field of complex numbers. */
interface Field {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** White noise, complex so that one transform serves two samples: the filter keeps its parts apart. */
function draw(size: number, seed: number, split: string): LabelledSamples {
  const { normal } = randomSource(seed, `density-fields ${split}`);
  const data = new Float32Array(size * voxels);
  const filter = amplitudes();
  for (let sample = 0; sample < size; sample += 2) {
    const field: Field = {
      real: Float64Array.from({ length: voxels }, normal),
      imaginary: Float64Array.from({ length: voxels }, normal),
    };
    transform(field, 1);
    for (const part of [field.real, field.imaginary])
      for (const k of filter.keys()) part[k] = at(part, k) * at(filter, k);
    transform(field, -1);
    for (const [index, part] of [field.real, field.imaginary].entries()) {
      const density = part.map((g) => Math.min(Math.exp(spread * g - spread ** 2 / 2), densest) / densest);
      data.set(density, (sample + index) * voxels);
    }
  }
  return { values: { shape: [size, side, side, side, 1], data } };
}

/** √P at each place of the transform, such that white noise of variance 1 becomes a field of variance 1. */
function amplitudes(): Float64Array {
  const wave = (index: number): number => (index < side / 2 ? index : index - side);
  const filter = Float64Array.from({ length: voxels }, (_, place) => {
    const k2 =
      wave(Math.floor(place / side ** 2)) ** 2 + wave(Math.floor(place / side) % side) ** 2 + wave(place % side) ** 2;
    return k2 ? Math.exp(-k2 * ((2 * Math.PI * smoothing) / side) ** 2 * 0.5) / Math.sqrt(k2) : 0;
  });
  const power = filter.reduce((sum, amplitude) => sum + amplitude ** 2, 0) / voxels;
  // The transform there and back multiplies by the number of voxels.
  return filter.map((amplitude) => amplitude / Math.sqrt(power) / voxels);
}

/** The discrete Fourier transform along all three axes, in place and without a factor; `sign` −1 is the way back. */
function transform(field: Field, sign: 1 | -1): void {
  for (const stride of [1, side, side ** 2]) {
    for (let place = 0; place < voxels; place++) {
      if (Math.floor(place / stride) % side === 0) transformLine(field, place, stride, sign);
    }
  }
}

/** Sixteen places from `start` on, `stride` apart, by the fast transform of Cooley & Tukey (1965). */
function transformLine({ real, imaginary }: Field, start: number, stride: number, sign: 1 | -1): void {
  for (let index = 0; index < side; index++) {
    const a = start + index * stride;
    const b = start + at(reversed, index) * stride;
    if (b <= a) continue;
    const x = at(real, a);
    const y = at(imaginary, a);
    real[a] = at(real, b);
    imaginary[a] = at(imaginary, b);
    real[b] = x;
    imaginary[b] = y;
  }
  for (let half = 1; half < side; half *= 2) {
    for (let index = 0; index < side; index++) {
      if (index & half) continue;
      const turn = ((index % half) * side) / (2 * half);
      const cosine = at(cosines, turn);
      const sine = -sign * at(sines, turn);
      const a = start + index * stride;
      const b = a + half * stride;
      const x = at(real, b) * cosine - at(imaginary, b) * sine;
      const y = at(real, b) * sine + at(imaginary, b) * cosine;
      real[b] = at(real, a) - x;
      imaginary[b] = at(imaginary, a) - y;
      real[a] = at(real, a) + x;
      imaginary[a] = at(imaginary, a) + y;
    }
  }
}

const at = (numbers: Float64Array, index: number): number => numbers[index] ?? 0;

const angles = Array.from({ length: side }, (_, index) => (2 * Math.PI * index) / side);
const [cosines, sines] = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)];

/** 0 … 15 with their four bits in reverse. */
const reversed = Float64Array.from(angles, (_, index) =>
  [8, 4, 2, 1].reduce((sum, bit, place) => sum + (index & bit ? 2 ** place : 0), 0),
);
