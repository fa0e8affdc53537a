import {
  addScaled,
  centred,
  columnMeans,
  dot,
  firstRows,
  type Matrix,
  multiply,
  row,
  rows,
  squaredDistance,
  subtract,
  transpose,
  type Vector,
} from './matrix';
import { symmetricEigen } from './symmetric-eigen';

export interface PrincipalComponents {
  readonly mean: Vector;
  /** Eigenvalues of the covariance, descending; it divides by N. */
  readonly variances: Vector;
  /** `[size, size]`: row i is the direction of variance i. */
  readonly components: Matrix;
}

/** X̃ᵀX̃ / N of samples `[N, size]`, centred by their own mean. */
export function covariance(data: Matrix): Matrix {
  const around = centred(data);
  const product = multiply(transpose(around), around);
  return { ...product, data: product.data.map((value) => value / data.rows) };
}

/** Of samples `[N, size]`. K. Pearson, “On lines and planes of closest fit” (1901). */
export function principalComponents(data: Matrix): PrincipalComponents {
  const { values, vectors } = symmetricEigen(covariance(data));
  return { mean: columnMeans(data), variances: values, components: vectors };
}

/** Σ_{i>k} λᵢ: the least mean squared error ‖y − ŷ‖² a sample of any rank-k code (Eckart & Young 1936). */
export const optimalReconstructionError = ({ variances }: PrincipalComponents, k: number): number =>
  variances.slice(k).reduce((sum, value) => sum + value, 0);

/** The mean of ‖y − ŷ‖² over samples `[N, size]` that the first k components reconstruct; also of samples never fitted. */
export function reconstructionError({ mean, components }: PrincipalComponents, k: number, data: Matrix): number {
  const kept = rows(firstRows(components, k));
  const errors = rows(data).map((y) => {
    const centre = subtract(y, mean);
    const rebuilt = new Float64Array(centre.length);
    for (const component of kept) addScaled(rebuilt, dot(component, centre), component);
    return squaredDistance(centre, rebuilt);
  });
  return errors.reduce((sum, error) => sum + error, 0) / data.rows;
}

/** z = W (y − μ) with the first k components: `[N, k]`. */
export const project = ({ mean, components }: PrincipalComponents, k: number, data: Matrix): Matrix =>
  multiply(centred(data, mean), transpose(firstRows(components, k)));

/** max |W Wᵀ − I| of directions in rows: 0 where they are orthonormal. */
export function orthonormalityError(directions: Matrix): number {
  let largest = 0;
  for (let i = 0; i < directions.rows; i++)
    for (let j = 0; j <= i; j++)
      largest = Math.max(largest, Math.abs(dot(row(directions, i), row(directions, j)) - Number(i === j)));
  return largest;
}
