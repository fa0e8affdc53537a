import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import { cpuMemory } from './host-memory';
import type { Simd } from './simd/simd';

/** tfjs moves the axes of a sum to the end before it adds: the gradient of every bias goes through it. */
export const sums: Acceleration = {
  name: 'sums',
  does: 'Adds up over neighbouring axes where they stand, without a copy in another order.',
  kernels: {
    simd: (simd) => ({ Sum: whereTheyStand(inFours(simd)) }),
    cpu: () => ({ Sum: whereTheyStand(inDoubles) }),
  },
};

/** Adds `[groups, terms, places]` up to `[groups, places]`, of the shape that is asked for. */
type Add = (
  x: tf.TensorInfo,
  shape: readonly number[],
  sides: readonly [groups: number, terms: number, places: number],
  backend: unknown,
) => tf.TensorInfo;

const whereTheyStand =
  (add: Add) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { x } = params.inputs;
    if (!replaced || !x) throw new Error('A sum needs a tensor.');
    const { axis, keepDims } = params.attrs as { axis?: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
    const [first = 0, last = -1] = [axes[0], axes.at(-1)];
    const neighbours = axes.every((each, index) => each === first + index);
    if (x.dtype !== 'float32' || !neighbours) return replaced(params);
    const [outer, count, inner] = [x.shape.slice(0, first), x.shape.slice(first, last + 1), x.shape.slice(last + 1)];
    const sides = [outer, count, inner].map(tf.util.sizeFromShape) as [number, number, number];
    return add(x, [...outer, ...(keepDims ? count.map(() => 1) : []), ...inner], sides, params.backend);
  };

const inFours =
  (simd: Simd): Add =>
  (x, shape, sides) => {
    const result = simd.make(shape);
    simd.sum(simd.at(x), simd.at(result), ...sides);
    return result;
  };

const inDoubles: Add = (x, shape, [groups, terms, places], backend) => {
  const { make, numbers } = cpuMemory(backend);
  const result = make(shape);
  const [from, to] = [numbers(x), numbers(result)];
  const sums = new Float64Array(places);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    sums.fill(0);
    for (let term = 0; term < terms; term++) {
      for (let place = 0; place < places; place++) sums[place] = (sums[place] as number) + (from[at++] as number);
    }
    to.set(sums, group * places);
  }
  return result;
};
