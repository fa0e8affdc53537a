import * as tf from '@tensorflow/tfjs-core';
import type { View } from '../expression';
import { compiledLoop } from '../loops/compiled';
import { sigmoid } from '../loops/functions';
import type { Acceleration } from './acceleration';
import { elementwiseKernels } from './javascript/elementwise';
import type { Simd } from './simd/simd';

/** On wasm those that tfjs computes number by number, and what replayed steps join; in JavaScript those that cost least. */
export const elementwiseFunctions: Acceleration = {
  name: 'elementwise functions',
  does: 'Computes softplus, sign and the logistic function four numbers at a time, and in JavaScript sums, products and rectifiers without a call for each.',
  kernels: {
    simd: (simd) => ({
      Softplus: inFours(simd, simd.softplus),
      Sign: inFours(simd, simd.sign),
      Sigmoid: inFours(simd, logistic(simd)),
    }),
    cpu: () => elementwiseKernels,
  },
};

function logistic({ memory }: Simd): Simd['sign'] {
  const view: View = { value: 0, shape: [4], dtype: 'float32' };
  const loop = compiledLoop(memory, sigmoid({ kind: 'tensor', view }), { rows: 1, columns: 4, fillings: ['whole'] });
  return (from, to, count) => loop(from, to, 4 * count - 16, 1);
}

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
