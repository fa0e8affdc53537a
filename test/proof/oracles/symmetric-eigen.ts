import { at, fromRows, identity, type Matrix, row, transpose, type Vector } from './matrix';

export interface Eigendecomposition {
  /** Descending. */
  readonly values: Vector;
  /** `[size, size]`: row i is the unit eigenvector of value i. */
  readonly vectors: Matrix;
}

/**
 * A = Σᵢ λᵢ vᵢ vᵢᵀ of a symmetric matrix by cyclic Jacobi rotations, which find also small eigenvalues and orthogonal
 * vectors to the last digits. Golub & Van Loan, “Matrix Computations” (4th ed.), §8.5.
 */
export function symmetricEigen(symmetric: Matrix): Eigendecomposition {
  const size = symmetric.rows;
  const a = { ...symmetric, data: symmetric.data.slice() };
  const v = identity(size);
  const total = a.data.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < 100 && offDiagonal(a) > 1e-30 * total; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, v, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i));
  const vectors = transpose(v);
  return {
    values: Float64Array.from(order, (i) => at(a, i, i)),
    vectors: fromRows(order.map((i) => row(vectors, i))),
  };
}

function offDiagonal(a: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < i; j++) sum += 2 * at(a, i, j) ** 2;
  return sum;
}

/** Makes A[p, q] zero: A ← JᵀAJ, V ← VJ, with the smaller of the two angles. */
function rotate(a: Matrix, v: Matrix, p: number, q: number): void {
  const apq = at(a, p, q);
  if (apq === 0) return;
  const tau = (at(a, q, q) - at(a, p, p)) / (2 * apq);
  const tangent = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  const size = a.rows;
  const turn = ({ data }: Matrix, first: number, second: number): void => {
    const [x, y] = [data[first] as number, data[second] as number];
    data[first] = cosine * x - sine * y;
    data[second] = sine * x + cosine * y;
  };
  for (let i = 0; i < size; i++) turn(a, i * size + p, i * size + q);
  for (let i = 0; i < size; i++) turn(a, p * size + i, q * size + i);
  for (let i = 0; i < size; i++) turn(v, i * size + p, i * size + q);
}
