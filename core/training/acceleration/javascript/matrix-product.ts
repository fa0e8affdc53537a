import { giveArray, takeArray } from './spare-arrays';

/** How a matrix lies in an array: the distances of its rows, and of its columns. */
export interface Strides {
  readonly row: number;
  readonly column: number;
}

/**
 * C = A B of `[rows, depth]` and `[depth, columns]`. Sums run in doubles over tiles of 4×2 numbers of C, which stay in registers
 * while rows of A and columns of B pass by.
 */
export function multiply(
  a: Float32Array,
  aStrides: Strides,
  b: Float32Array,
  bStrides: Strides,
  c: Float32Array,
  [rows, depth, columns]: readonly [rows: number, depth: number, columns: number],
): void {
  const left = endToEnd(a, aStrides, rows, depth);
  const right = endToEnd(b, { row: bStrides.column, column: bStrides.row }, columns, depth);
  const [wholeRows, wholeColumns] = [rows - (rows % 4), columns - (columns % 2)];
  for (let column = 0; column < wholeColumns; column += 2) {
    for (let row = 0; row < wholeRows; row += 4) {
      tile(left, row * depth, right, column * depth, depth, c, row * columns + column, columns);
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let column = row < wholeRows ? wholeColumns : 0; column < columns; column++) {
      c[row * columns + column] = product(left, row * depth, right, column * depth, depth);
    }
  }
  if (left !== a) giveArray(left);
  if (right !== b) giveArray(right);
}

/** The rows of a matrix one behind the other: the array itself where they lie so, else a copy. */
function endToEnd(numbers: Float32Array, { row, column }: Strides, rows: number, depth: number): Float32Array {
  if (column === 1 && row === depth) return numbers;
  const copy = takeArray(rows * depth);
  for (let each = 0; each < rows; each++) {
    for (let k = 0; k < depth; k++) copy[each * depth + k] = numbers[each * row + k * column] as number;
  }
  return copy;
}

function product(a: Float32Array, first: number, b: Float32Array, second: number, depth: number): number {
  let sum = 0;
  for (let k = 0; k < depth; k++) sum += (a[first + k] as number) * (b[second + k] as number);
  return sum;
}

function tile(
  a: Float32Array,
  a0: number,
  b: Float32Array,
  b0: number,
  depth: number,
  c: Float32Array,
  to: number,
  columns: number,
): void {
  const a1 = a0 + depth;
  const a2 = a1 + depth;
  const a3 = a2 + depth;
  const b1 = b0 + depth;
  let c00 = 0;
  let c01 = 0;
  let c10 = 0;
  let c11 = 0;
  let c20 = 0;
  let c21 = 0;
  let c30 = 0;
  let c31 = 0;
  for (let k = 0; k < depth; k++) {
    const x0 = a[a0 + k] as number;
    const x1 = a[a1 + k] as number;
    const x2 = a[a2 + k] as number;
    const x3 = a[a3 + k] as number;
    const y0 = b[b0 + k] as number;
    const y1 = b[b1 + k] as number;
    c00 += x0 * y0;
    c01 += x0 * y1;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c30 += x3 * y0;
    c31 += x3 * y1;
  }
  c[to] = c00;
  c[to + 1] = c01;
  c[to + columns] = c10;
  c[to + columns + 1] = c11;
  c[to + 2 * columns] = c20;
  c[to + 2 * columns + 1] = c21;
  c[to + 3 * columns] = c30;
  c[to + 3 * columns + 1] = c31;
}
