import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration } from './acceleration';
import { KernelRunner } from './kernel-runner';
import type { Simd } from './simd/simd';

interface Attributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * XNNPACK multiplies matrices only as they lie, and tfjs hands a transposed one to a plain loop, nine times slower for
 * 128×784×400; gradients transpose in every dense layer.
 */
export const matrixProducts: Acceleration = {
  name: 'matrix products',
  does: 'Multiplies matrices, transposed or not, in blocks that fit the caches and tiles that fit the registers.',
  kernels: { simd: (simd) => ({ BatchMatMul: inTiles(simd) }), wasm: () => ({ BatchMatMul: laidOut }) },
};

const inTiles =
  (simd: Simd) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { a, b } = params.inputs;
    const { transposeA = false, transposeB = false } = (params.attrs ?? {}) as Attributes;
    if (!replaced || !a || !b) throw new Error('A product of matrices needs two.');
    const [batch, other] = [a, b].map(({ shape }) => shape.slice(0, -2));
    const [rows, depth] = sides(a, transposeA);
    const [, columns] = sides(b, transposeB);
    const numbers = a.dtype === 'float32' && b.dtype === 'float32';
    if (!batch || !numbers || batch.join() !== other?.join()) return replaced(params);
    const product = simd.make([...batch, rows, columns]);
    const [aRow, aColumn] = transposeA ? [1, rows] : [depth, 1];
    const [bRow, bColumn] = transposeB ? [1, depth] : [columns, 1];
    const scratch = simd.scratch(simd.matmulScratch(depth, columns));
    let [from, by, to] = [a, b, product].map(simd.at) as [number, number, number];
    for (let each = 0; each < tf.util.sizeFromShape(batch); each++) {
      simd.matmul(from, aRow, aColumn, by, bRow, bColumn, to, rows, depth, columns, scratch, false);
      from += 4 * rows * depth;
      by += 4 * depth * columns;
      to += 4 * rows * columns;
    }
    return product;
  };

function sides({ shape }: tf.TensorInfo, transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** Without SIMD: both are transposed first, then multiplied the fast way. */
const laidOut =
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { a, b } = params.inputs;
    const { transposeA, transposeB } = (params.attrs ?? {}) as Attributes;
    if (!replaced || !a || !b) throw new Error('A product of matrices needs two.');
    if (!transposeA && !transposeB) return replaced(params);
    const runner = new KernelRunner('wasm', params.backend);
    const straight = (x: tf.TensorInfo, transposed: boolean | undefined): tf.TensorInfo =>
      transposed ? runner.run('Transpose', { x }, { perm: swapLast(x.shape.length) }) : x;
    const product = replaced({
      inputs: { a: straight(a, transposeA), b: straight(b, transposeB) },
      attrs: { transposeA: false, transposeB: false },
      backend: params.backend,
    });
    if (Array.isArray(product)) throw new Error('A product of matrices is one tensor.');
    return runner.release(product);
  };

/** The order of axes with the last two exchanged. */
const swapLast = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
