import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration, Kernels } from './acceleration';
import { cpuMemory } from './host-memory';
import { multiply, type Strides } from './javascript/matrix-product';
import { KernelRunner } from './kernel-runner';
import type { Simd } from './simd/simd';
import { matrixProductProgram } from './webgl-matrix-product';
import { tiledProduct } from './webgl-tiled-product';

interface Attributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Products of matrices that lie one behind the other: how many, their sides, and how those of `a` and of `b` lie. */
interface Products {
  readonly count: number;
  readonly sides: readonly [rows: number, depth: number, columns: number];
  readonly shape: number[];
  readonly a: Strides;
  readonly b: Strides;
}

/**
 * XNNPACK multiplies matrices only as they lie, and tfjs hands a transposed one to a plain loop, nine times slower for
 * 128×784×400; gradients transpose in every dense layer.
 */
export const matrixProducts: Acceleration = {
  name: 'matrix products',
  does: 'Multiplies matrices, transposed or not: in blocks that fit the caches and tiles that fit the registers; on WebGL by places instead of numbers of texels, and where they are large in tiles of four texels.',
  kernels: {
    simd: (simd) => ({ BatchMatMul: inTiles(simd) }),
    wasm: () => ({ BatchMatMul: laidOut }),
    cpu: () => ({ BatchMatMul: inJavaScript }),
    webgl: (): Kernels => (tf.env().getNumber('WEBGL_VERSION') < 2 ? {} : { BatchMatMul: inShader }),
  },
};

/** Gives the products, once they are known to be such as it can take. */
type Multiply = (products: Products, a: tf.TensorInfo, b: tf.TensorInfo, backend: unknown) => tf.TensorInfo;

const kernelOf =
  (multiplyAll: Multiply) =>
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { a, b } = params.inputs;
    if (!replaced || !a || !b) throw new Error('A product of matrices needs two.');
    const products = productsOf(a, b, params.attrs);
    return products ? multiplyAll(products, a, b, params.backend) : replaced(params);
  };

const inTiles = (simd: Simd) =>
  kernelOf(({ count, sides, shape, a: left, b: right }, a, b) => {
    const [rows, depth, columns] = sides;
    const product = simd.make(shape);
    const scratch = simd.scratch(simd.matmulScratch(depth, columns));
    let [from, by, to] = [a, b, product].map(simd.at) as [number, number, number];
    for (let each = 0; each < count; each++) {
      simd.matmul(from, left.row, left.column, by, right.row, right.column, to, rows, depth, columns, scratch, false);
      from += 4 * rows * depth;
      by += 4 * depth * columns;
      to += 4 * rows * columns;
    }
    return product;
  });

const inJavaScript = kernelOf(({ count, sides, shape, a: left, b: right }, a, b, backend) => {
  const [rows, depth, columns] = sides;
  const { make, numbers } = cpuMemory(backend);
  const product = make(shape);
  const [from, by, to] = [a, b, product].map(numbers) as [Float32Array, Float32Array, Float32Array];
  for (let each = 0; each < count; each++) {
    const one = from.subarray(each * rows * depth, (each + 1) * rows * depth);
    const other = by.subarray(each * depth * columns, (each + 1) * depth * columns);
    multiply(one, left, other, right, to.subarray(each * rows * columns), sides);
  }
  return product;
});

/** What is deeper is left to TensorFlow.js, which shares a product with a vector among shaders there. */
const deepest = 1000;

const inShader =
  (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
  (params) => {
    const { a, b } = params.inputs;
    const { transposeA = false, transposeB = false } = (params.attrs ?? {}) as Attributes;
    if (!replaced || !a || !b) throw new Error('A product of matrices needs two.');
    const products = productsOf(a, b, params.attrs);
    if (products?.count !== 1 || products.sides[1] > deepest) return replaced(params);
    const backend = params.backend as MathBackendWebGL;
    const [one, other] = [a, b].map((x) => ({ ...x, shape: x.shape.slice(-2) })) as [tf.TensorInfo, tf.TensorInfo];
    const { sides, shape } = products;
    const { dataId, dtype } =
      tiledProduct(
        backend,
        sides,
        { matrix: one, transposed: transposeA },
        { matrix: other, transposed: transposeB },
      ) ?? backend.runWebGLProgram(matrixProductProgram(sides, transposeA, transposeB), [one, other], 'float32');
    return { dataId, dtype, shape };
  };

/** Undefined where they are no numbers, or where one of them repeats. */
function productsOf(a: tf.TensorInfo, b: tf.TensorInfo, attributes: unknown): Products | undefined {
  const { transposeA = false, transposeB = false } = (attributes ?? {}) as Attributes;
  const [batch = [], other = []] = [a, b].map(({ shape }) => shape.slice(0, -2));
  const numbers = a.dtype === 'float32' && b.dtype === 'float32';
  if (!numbers || batch.join() !== other.join()) return undefined;
  const [rows, depth] = sides(a, transposeA);
  const [, columns] = sides(b, transposeB);
  return {
    count: tf.util.sizeFromShape(batch),
    sides: [rows, depth, columns],
    shape: [...batch, rows, columns],
    a: transposeA ? { row: 1, column: rows } : { row: depth, column: 1 },
    b: transposeB ? { row: 1, column: depth } : { row: columns, column: 1 },
  };
}

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
