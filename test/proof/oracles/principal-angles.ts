import {
  addScaled,
  dot,
  fromRows,
  type Matrix,
  multiply,
  row,
  rows,
  squaredNorm,
  transpose,
  type Vector,
} from './matrix';
import { symmetricEigen } from './symmetric-eigen';

/**
 * The angles in radians, ascending, between the spans of the rows of `a` and of `b` (`[k, size]` both). Small ones are read
 * from their sines, large ones from their cosines: Å. Björck, G. H. Golub, “Numerical methods for computing angles between
 * linear subspaces” (1973).
 */
export function principalAngles(a: Matrix, b: Matrix): Vector {
  const [qa, qb] = [orthonormalised(a), orthonormalised(b)];
  const inner = multiply(qb, transpose(qa));
  const cosines = symmetricEigen(multiply(inner, transpose(inner))).values;
  const outside = fromRows(
    rows(qb).map((direction, i) => {
      const left = direction.slice();
      rows(qa).forEach((each, j) => {
        addScaled(left, -(inner.data[i * inner.columns + j] as number), each);
      });
      return left;
    }),
  );
  const sines = symmetricEigen(multiply(outside, transpose(outside))).values.toReversed();
  return cosines.map((cosine, i) =>
    Math.atan2(Math.sqrt(Math.max(sines[i] as number, 0)), Math.sqrt(Math.max(cosine, 0))),
  );
}

/** Rows that span the same, orthonormal; modified Gram–Schmidt, twice for the last digits. Rows must be independent. */
export function orthonormalised(m: Matrix): Matrix {
  const result = { ...m, data: m.data.slice() };
  for (let i = 0; i < m.rows; i++) {
    const current = row(result, i);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) addScaled(current, -dot(current, row(result, j)), row(result, j));
    const length = Math.sqrt(squaredNorm(current));
    if (length === 0)
      throw new RangeError(`Row ${i} depends on those before it, so the rows span less than ${m.rows}.`);
    current.set(current.map((value) => value / length));
  }
  return result;
}
