import type { LabelledSamples } from './datasets';
import { type RandomSource, randomSource } from './random';

const [trainSize, testSize] = [256, 64];
const side = 16;
const voxels = side ** 3;
const noise = 0.3;
/** In voxels: over how much of the radius a ball fades. */
const softness = 0.5;

interface Ball {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
}

/**
 * Volumes `[sample, 16, 16, 16, 1]` of one to three balls, each of a radius from 2 to 5 voxels and wholly inside: their
 * values, 1 within and 0 without, soft at the rim, under Gaussian noise; or where the balls are, as zeros and ones. Both are
 * of one draw, so that one seed gives the same balls in the same order. The label is the number of balls less one.
 */
export const drawSpheres = (
  what: 'spheres' | 'sphere-masks',
  seed: number,
): { train: LabelledSamples; test: LabelledSamples } => ({
  train: draw(what, trainSize, seed, 'train'),
  test: draw(what, testSize, seed, 'test'),
});

function draw(what: 'spheres' | 'sphere-masks', size: number, seed: number, split: string): LabelledSamples {
  const random = randomSource(seed, `spheres ${split}`);
  const grain = randomSource(seed, `spheres ${split} noise`);
  const data = new Float32Array(size * voxels);
  const labels = new Int32Array(size);
  for (let sample = 0; sample < size; sample++) {
    const count = 1 + random.integer(3);
    const balls = Array.from({ length: count }, () => drawBall(random));
    labels[sample] = count - 1;
    for (let voxel = 0; voxel < voxels; voxel++) {
      const depth = depthInside(balls, voxel);
      data[sample * voxels + voxel] =
        what === 'sphere-masks' ? Number(depth > 0) : 1 / (1 + Math.exp(-depth / softness)) + noise * grain.normal();
    }
  }
  return { values: { shape: [size, side, side, side, 1], data }, labels };
}

function drawBall(random: RandomSource): Ball {
  const radius = 2 + 3 * random.uniform();
  const place = (): number => radius + (side - 1 - 2 * radius) * random.uniform();
  return { centre: [place(), place(), place()], radius };
}

/** How far a voxel lies inside the nearest rim, negative outside all balls. */
function depthInside(balls: readonly Ball[], voxel: number): number {
  const [z, y, x] = [Math.floor(voxel / side ** 2), Math.floor(voxel / side) % side, voxel % side];
  return Math.max(
    ...balls.map(({ centre: [depth, row, column], radius }) => radius - Math.hypot(z - depth, y - row, x - column)),
  );
}
