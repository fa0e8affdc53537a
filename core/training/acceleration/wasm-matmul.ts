import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from './kernels';

const fastKernels = new WeakSet<tf.KernelFunc>();

/**
 * On wasm, XNNPACK multiplies matrices only as they lie; tfjs hands a transposed one to a plain loop, nine times slower for
 * 128×784×400. Gradients transpose in every dense layer. Here both are laid out first, then multiplied the fast way.
 */
export function accelerateWasmMatMul(): void {
  const original = tf.getKernel('BatchMatMul', 'wasm');
  if (!original || fastKernels.has(original.kernelFunc)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const { a, b } = inputs;
    const { transposeA, transposeB } = (attrs ?? {}) as { transposeA?: boolean; transposeB?: boolean };
    if (!a || !b || (!transposeA && !transposeB)) return original.kernelFunc({ inputs, attrs: attrs ?? {}, backend });
    const runner = new KernelRunner('wasm', backend);
    const straight = (x: tf.TensorInfo, transposed: boolean | undefined): tf.TensorInfo =>
      transposed ? runner.run('Transpose', { x }, { perm: swapLast(x.shape.length) }) : x;
    const product = original.kernelFunc({
      inputs: { a: straight(a, transposeA), b: straight(b, transposeB) },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    if (Array.isArray(product)) throw new Error('A product of matrices is one tensor.');
    return runner.release(product);
  };
  fastKernels.add(kernelFunc);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...original, kernelFunc });
}

/** The order of axes with the last two exchanged. */
const swapLast = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
