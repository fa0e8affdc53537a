import { dot, squaredNorm, type Vector } from './matrix';

/**
 * |⟨A x, y⟩ − ⟨x, Aᵀ y⟩| / (‖A x‖ ‖y‖): 0 where the one map is the transpose of the other. J. Claerbout, “Earth soundings
 * analysis: processing versus inversion” (1992), the dot-product test.
 */
export function adjointError(
  map: (x: Vector) => Vector,
  transposed: (y: Vector) => Vector,
  x: Vector,
  y: Vector,
): number {
  const image = map(x);
  const scale = Math.sqrt(squaredNorm(image) * squaredNorm(y));
  return Math.abs(dot(image, y) - dot(x, transposed(y))) / scale;
}
