import {
  addScaled,
  dot,
  type Matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  squaredNorm,
  subtract,
  transpose,
  type Vector,
} from './matrix';
import { symmetricEigen } from './symmetric-eigen';

/**
 * E(z) = weight · ‖y − Wᵀz‖² + penalty · ‖z‖₁ (R. Tibshirani, “Regression shrinkage and selection via the lasso”, 1996), an
 * atom a row of W. Two conventions meet here: weight ½ with λ, as in scikit-learn, and weight 1 with 2λ, as in LeCun's
 * lectures; the energies of the second are twice those of the first, at the same codes.
 */
export interface Lasso {
  /** `[units, size]`. */
  readonly atoms: Matrix;
  /** ½ or 1 by convention. */
  readonly weight: number;
  readonly penalty: number;
  /** Whether codes have to be ≥ 0: then only pulls upwards are feasible or not. */
  readonly nonNegative?: boolean;
}

const sumOfSizes = (z: Vector): number => z.reduce((sum, value) => sum + Math.abs(value), 0);
const largestSize = (v: Vector): number => v.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/** y − Wᵀz. */
export const residual = ({ atoms }: Lasso, y: Vector, z: Vector): Vector => subtract(y, multiplyTransposed(atoms, z));

export const lassoEnergy = (lasso: Lasso, y: Vector, z: Vector): number =>
  lasso.weight * squaredNorm(residual(lasso, y, z)) + lasso.penalty * sumOfSizes(z);

/**
 * At least how far E(z) is from the least energy: E(z) − weight (‖y‖² − ‖y − θ‖²) ≥ 0 for the residual scaled into the dual's
 * feasible set, 2 weight ‖Wθ‖_∞ ≤ penalty; 0 at the minimum. S.-J. Kim et al., “An interior-point method for large-scale
 * ℓ₁-regularized least squares” (2007), §III.
 */
export function dualityGap(lasso: Lasso, y: Vector, z: Vector): number {
  const left = residual(lasso, y, z);
  const pulls = multiplyVector(lasso.atoms, left);
  const steepest = 2 * lasso.weight * (lasso.nonNegative ? Math.max(...pulls, 0) : largestSize(pulls));
  const scale = steepest > lasso.penalty ? lasso.penalty / steepest : 1;
  const theta = left.map((value) => scale * value);
  return lassoEnergy(lasso, y, z) - lasso.weight * (squaredNorm(y) - squaredNorm(subtract(y, theta)));
}

/**
 * The largest violation of the conditions at a minimum: the fit's pull 2 weight ⟨w_k, r⟩ is penalty · sign z_k where z_k ≠ 0,
 * and of size at most penalty where z_k = 0.
 */
export function kktResidual(lasso: Lasso, y: Vector, z: Vector): number {
  const pulls = multiplyVector(lasso.atoms, residual(lasso, y, z));
  return pulls.reduce((largest, inner, k) => {
    const pull = 2 * lasso.weight * inner;
    const sign = Math.sign(z[k] as number);
    const violation = sign === 0 ? Math.max(Math.abs(pull) - lasso.penalty, 0) : Math.abs(pull - sign * lasso.penalty);
    return Math.max(largest, violation);
  }, 0);
}

/** The least penalty for which the code is zero: 2 weight ‖Wy‖_∞. */
export const criticalPenalty = ({ atoms, weight }: Omit<Lasso, 'penalty'>, y: Vector): number =>
  2 * weight * largestSize(multiplyVector(atoms, y));

export interface ProximalGradient {
  readonly method: 'ista' | 'fista' | 'restarted-fista';
  readonly iterations: number;
}

/**
 * z ← shrink(u − ∇/L), from zero: plain (ISTA, I. Daubechies et al. 2004) or with momentum (FISTA: A. Beck, M. Teboulle, “A fast
 * iterative shrinkage-thresholding algorithm for linear inverse problems”, 2009), which may be dropped wherever it points uphill
 * (B. O'Donoghue, E. Candès, “Adaptive restart for accelerated gradient schemes”, 2015: the one for reference minima). L is the exact Lipschitz constant
 * 2 weight σ_max(W)², so the function is prepared once for many samples.
 */
export function proximalGradient(lasso: Lasso, { method, iterations }: ProximalGradient): (y: Vector) => Vector {
  const { atoms, weight, penalty, nonNegative = false } = lasso;
  const narrow = atoms.rows <= atoms.columns ? atoms : transpose(atoms);
  const lipschitz = 2 * weight * (symmetricEigen(multiply(narrow, transpose(narrow))).values[0] as number);
  const threshold = penalty / lipschitz;
  return (y) => {
    let z: Vector = new Float64Array(atoms.rows);
    let point = z;
    let pace = 1;
    for (let iteration = 0; iteration < iterations; iteration++) {
      const moved = point.slice();
      addScaled(moved, (2 * weight) / lipschitz, multiplyVector(atoms, residual(lasso, y, point)));
      const next = moved.map((value) =>
        nonNegative ? Math.max(value - threshold, 0) : Math.sign(value) * Math.max(Math.abs(value) - threshold, 0),
      );
      const step = subtract(next, z);
      if (method === 'restarted-fista' && dot(subtract(point, next), step) > 0) pace = 1;
      const nextPace = method === 'ista' ? 1 : (1 + Math.sqrt(1 + 4 * pace ** 2)) / 2;
      point = next.slice();
      addScaled(point, (pace - 1) / nextPace, step);
      [z, pace] = [next, nextPace];
    }
    return z;
  };
}

/** ⟨w_i, w_j⟩ / (‖w_i‖ ‖w_j‖), the largest by size over i ≠ j. */
export function mutualCoherence(atoms: Matrix): number {
  const inner = multiply(atoms, transpose(atoms));
  const at = (i: number, j: number): number => inner.data[i * inner.columns + j] as number;
  let largest = 0;
  for (let i = 0; i < atoms.rows; i++)
    for (let j = 0; j < i; j++) largest = Math.max(largest, Math.abs(at(i, j)) / Math.sqrt(at(i, i) * at(j, j)));
  return largest;
}

/** ‖w_k‖₂ of each atom. */
export const atomNorms = (atoms: Matrix): Vector =>
  Float64Array.from({ length: atoms.rows }, (_, k) => {
    const atom = atoms.data.subarray(k * atoms.columns, (k + 1) * atoms.columns);
    return Math.sqrt(dot(atom, atom));
  });
