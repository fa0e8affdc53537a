import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import type { Simd } from './simd/simd';

/** Those that tfjs computes number by number on wasm, where others go through XNNPACK. */
export const elementwiseFunctions: Acceleration = {
  name: 'elementwise functions',
  does: 'Computes softplus and sign four numbers at a time.',
  kernels: {
    simd: (simd) => ({ Softplus: inFours(simd, simd.softplus), Sign: inFours(simd, simd.sign) }),
  },
};

const inFours =
  (simd: Simd, compute: Simd['sign']) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { x } = params.inputs;
    if (!replaced || !x) throw new Error('A function of each number needs a tensor.');
    const size = tf.util.sizeFromShape(x.shape);
    if (x.dtype !== 'float32' || size < 4) return replaced(params);
    const result = simd.make(x.shape);
    compute(simd.at(x), simd.at(result), size);
    return result;
  };
