import * as tf from '@tensorflow/tfjs-core';
import { cpuMemory } from '../host-memory';

/** Where the numbers of a tensor stand that is seen as a table: from one row, and from one column, to the next; 0 repeats. */
interface Strides {
  readonly row: number;
  readonly column: number;
}

/** Two tensors, seen as tables of the same sides. */
interface Tables {
  readonly rows: number;
  readonly columns: number;
  readonly a: Strides;
  readonly b: Strides;
}

const ofOne = ['Relu', 'Step', 'Neg', 'Square', 'Exp', 'Sigmoid'] as const;
const ofTwo = ['Add', 'Sub', 'Multiply'] as const;

/**
 * The kernels, with their loops. TensorFlow.js calls a function for each number, which costs ten times the sum or the product;
 * here the loop asks each time which it is, and the processor foresees the answer.
 */
export const elementwiseKernels = {
  ...Object.fromEntries(ofOne.map((kernel) => [kernel, kernelOfOne(kernel)])),
  ...Object.fromEntries(ofTwo.map((kernel) => [kernel, kernelOfTwo(kernel)])),
};

function apply(kernel: (typeof ofOne)[number], from: Float32Array, to: Float32Array, alpha: number): void {
  for (let at = 0; at < to.length; at++) {
    const x = from[at] as number;
    if (kernel === 'Relu') to[at] = Math.max(0, x);
    else if (kernel === 'Step') to[at] = x > 0 ? 1 : x <= 0 ? alpha : Number.NaN;
    else if (kernel === 'Neg') to[at] = -x;
    else if (kernel === 'Square') to[at] = x * x;
    else if (kernel === 'Exp') to[at] = Math.exp(x);
    else to[at] = 1 / (1 + Math.exp(-x));
  }
}

function combine(
  kernel: (typeof ofTwo)[number],
  left: Float32Array,
  right: Float32Array,
  to: Float32Array,
  { rows, columns, a, b }: Tables,
): void {
  let at = 0;
  for (let row = 0; row < rows; row++) {
    let i = row * a.row;
    let j = row * b.row;
    for (const end = at + columns; at < end; at++) {
      const x = left[i] as number;
      const y = right[j] as number;
      if (kernel === 'Add') to[at] = x + y;
      else if (kernel === 'Sub') to[at] = x - y;
      else to[at] = x * y;
      i += a.column;
      j += b.column;
    }
  }
}

function kernelOfOne(kernel: (typeof ofOne)[number]) {
  return (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
    (params) => {
      const { x } = params.inputs;
      if (!replaced || !x) throw new Error('A function of each number needs a tensor.');
      if (x.dtype !== 'float32') return replaced(params);
      const { make, numbers } = cpuMemory(params.backend);
      const result = make(x.shape);
      apply(kernel, numbers(x), numbers(result), Number(params.attrs?.alpha));
      return result;
    };
}

function kernelOfTwo(kernel: (typeof ofTwo)[number]) {
  return (replaced: tf.KernelFunc | undefined): tf.KernelFunc =>
    (params) => {
      const { a, b } = params.inputs;
      if (!replaced || !a || !b) throw new Error('A function of two numbers needs two tensors.');
      const shape = tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
      const tables = a.dtype === 'float32' && b.dtype === 'float32' ? tablesOf(shape, a.shape, b.shape) : undefined;
      if (!tables) return replaced(params);
      const { make, numbers } = cpuMemory(params.backend);
      const result = make(shape);
      combine(kernel, numbers(a), numbers(b), numbers(result), tables);
      return result;
    };
}

/** Both as tables of one size; undefined where one of them repeats otherwise than along rows or along columns. */
function tablesOf(shape: readonly number[], a: readonly number[], b: readonly number[]): Tables | undefined {
  const size = tf.util.sizeFromShape([...shape]);
  const [left, right] = [repetition(shape, a), repetition(shape, b)];
  const columns = left?.columns ?? right?.columns ?? size;
  if (!left || !right || (right.columns ?? columns) !== columns) return undefined;
  const strides = ({ steps }: Repetition): Strides => steps ?? { row: columns, column: 1 };
  return { rows: columns && size / columns, columns, a: strides(left), b: strides(right) };
}

/** How a tensor fills a shape: as it is where there are no steps; `columns` where its repetition decides on their number. */
interface Repetition {
  readonly columns?: number;
  readonly steps?: Strides;
}

function repetition(shape: readonly number[], own: readonly number[]): Repetition | undefined {
  const [all, size] = [tf.util.sizeFromShape([...shape]), tf.util.sizeFromShape([...own])];
  if (size === all) return {};
  if (size === 1) return { steps: { row: 0, column: 0 } };
  const sides = [...Array.from({ length: shape.length - own.length }, () => 1), ...own];
  const [first, last] = [sides.findIndex((side) => side > 1), sides.findLastIndex((side) => side > 1)];
  const fills = (side: number, axis: number): boolean => side === shape[axis];
  if (sides.every((side, axis) => axis < first || fills(side, axis))) {
    return { columns: size, steps: { row: 0, column: 1 } };
  }
  if (sides.every((side, axis) => axis > last || fills(side, axis))) {
    return { columns: all / size, steps: { row: 1, column: 0 } };
  }
  return undefined;
}
