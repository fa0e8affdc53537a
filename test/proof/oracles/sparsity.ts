import { type Matrix, rows, squaredNorm } from './matrix';

/** Below this size an entry of a code counts as zero. */
const floor = 1e-6;

/** The fraction of entries of codes `[N, units]` that are not zero. */
export const usedFraction = ({ data }: Matrix): number =>
  data.filter((value) => Math.abs(value) > floor).length / data.length;

/** The units that no sample of codes `[N, units]` uses. */
export function deadUnits(codes: Matrix): number[] {
  const samples = rows(codes);
  return Array.from({ length: codes.columns }, (_, unit) => unit).filter((unit) =>
    samples.every((z) => Math.abs(z[unit] as number) <= floor),
  );
}

/**
 * (√n − ‖z‖₁/‖z‖₂) / (√n − 1) averaged over the codes that are not zero: 1 where one entry stands alone, 0 where all are of
 * one size. P. O. Hoyer, “Non-negative matrix factorization with sparseness constraints” (2004).
 */
export function hoyerSparsity(codes: Matrix): number {
  const root = Math.sqrt(codes.columns);
  const each = rows(codes).flatMap((z) => {
    const length = Math.sqrt(squaredNorm(z));
    return length === 0 ? [] : [(root - z.reduce((sum, value) => sum + Math.abs(value), 0) / length) / (root - 1)];
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}
