/** A dense matrix in doubles, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns]`. */
  readonly data: Float64Array;
}

export type Vector = Float64Array;

export const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** From numbers in row-major order, copied. */
export function matrix(rows: number, columns: number, values: ArrayLike<number>): Matrix {
  if (values.length !== rows * columns)
    throw new RangeError(`${values.length} numbers do not fill a matrix of ${rows} × ${columns}.`);
  return { rows, columns, data: Float64Array.from(values) };
}

export const fromRows = (rows: readonly ArrayLike<number>[]): Matrix => {
  const columns = rows[0]?.length ?? 0;
  return matrix(
    rows.length,
    columns,
    rows.flatMap((each) => Array.from(each)),
  );
};

export function identity(size: number): Matrix {
  const result = zeros(size, size);
  for (let i = 0; i < size; i++) result.data[i * size + i] = 1;
  return result;
}

export const at = ({ columns, data }: Matrix, row: number, column: number): number =>
  data[row * columns + column] as number;

/** A row, which shares its numbers with the matrix. */
export const row = ({ columns, data }: Matrix, index: number): Vector =>
  data.subarray(index * columns, (index + 1) * columns);

export const rows = (m: Matrix): Vector[] => Array.from({ length: m.rows }, (_, index) => row(m, index));

export const firstRows = (m: Matrix, count: number): Matrix => ({
  rows: count,
  columns: m.columns,
  data: m.data.slice(0, count * m.columns),
});

export function columnsAt(m: Matrix, chosen: readonly number[]): Matrix {
  return fromRows(rows(m).map((each) => chosen.map((column) => each[column] as number)));
}

export function transpose(m: Matrix): Matrix {
  const result = zeros(m.columns, m.rows);
  for (let i = 0; i < m.rows; i++)
    for (let j = 0; j < m.columns; j++) result.data[j * m.rows + i] = m.data[i * m.columns + j] as number;
  return result;
}

/** A B. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows)
    throw new RangeError(`A matrix of ${a.columns} columns cannot multiply one of ${b.rows} rows.`);
  const result = zeros(a.rows, b.columns);
  const right = rows(b);
  for (let i = 0; i < a.rows; i++) {
    const target = row(result, i);
    right.forEach((each, k) => {
      addScaled(target, at(a, i, k), each);
    });
  }
  return result;
}

/** A v. */
export const multiplyVector = (a: Matrix, v: Vector): Vector =>
  Float64Array.from({ length: a.rows }, (_, i) => dot(row(a, i), v));

/** Aᵀ v. */
export function multiplyTransposed(a: Matrix, v: Vector): Vector {
  const result = new Float64Array(a.columns);
  for (let i = 0; i < a.rows; i++) addScaled(result, v[i] as number, row(a, i));
  return result;
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

export const squaredNorm = (v: Vector): number => dot(v, v);

export function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum;
}

/** target ← target + scale · source. */
export function addScaled(target: Vector, scale: number, source: Vector): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + scale * (source[i] as number);
}

export const subtract = (a: Vector, b: Vector): Vector => a.map((value, i) => value - (b[i] as number));

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};

/** The mean of every column. */
export function columnMeans(m: Matrix): Vector {
  const result = new Float64Array(m.columns);
  for (const each of rows(m)) addScaled(result, 1 / m.rows, each);
  return result;
}

export function centred(m: Matrix, by: Vector = columnMeans(m)): Matrix {
  return {
    ...m,
    data: m.data.map((value, index) => value - (by[index % m.columns] as number)),
  };
}

/** X such that A X = B, by Gaussian elimination with partial pivoting. */
export function solve(a: Matrix, b: Matrix): Matrix {
  const left = rows({ ...a, data: a.data.slice() });
  const right = rows({ ...b, data: b.data.slice() });
  const size = a.rows;
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let i = pivot + 1; i < size; i++)
      if (Math.abs(left[i]?.[pivot] as number) > Math.abs(left[best]?.[pivot] as number)) best = i;
    for (const side of [left, right]) [side[pivot], side[best]] = [side[best] as Vector, side[pivot] as Vector];
    const divisor = left[pivot]?.[pivot] as number;
    if (divisor === 0) throw new RangeError('The matrix is singular: no unique solution exists.');
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = (left[i]?.[pivot] as number) / divisor;
      if (factor === 0) continue;
      addScaled(left[i] as Vector, -factor, left[pivot] as Vector);
      addScaled(right[i] as Vector, -factor, right[pivot] as Vector);
    }
  }
  return fromRows(right.map((each, i) => each.map((value) => value / (left[i]?.[i] as number))));
}
