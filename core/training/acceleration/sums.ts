import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import { cpuMemory } from './host-memory';

/** tfjs moves the axes of a sum to the end in JavaScript before it adds: the gradient of every bias goes through it. */
export const sums: Acceleration = {
  name: 'sums',
  does: 'Adds up over neighbouring axes where they stand, without a copy in another order.',
  kernels: { cpu: () => ({ Sum: whereTheyStand }) },
};

const whereTheyStand =
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
    const { make, numbers } = cpuMemory(params.backend);
    const result = make([...outer, ...(keepDims ? count.map(() => 1) : []), ...inner]);
    const [groups, terms, places] = [outer, count, inner].map(tf.util.sizeFromShape) as [number, number, number];
    add(numbers(x), numbers(result), groups, terms, places);
    return result;
  };

/** `[groups, terms, places]` to `[groups, places]`, in doubles. */
function add(from: Float32Array, to: Float32Array, groups: number, terms: number, places: number): void {
  const sums = new Float64Array(places);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    sums.fill(0);
    for (let term = 0; term < terms; term++) {
      for (let place = 0; place < places; place++) sums[place] = (sums[place] as number) + (from[at++] as number);
    }
    to.set(sums, group * places);
  }
}
