import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { digits } from '../../proof/digits';
import {
  atomNorms,
  criticalPenalty,
  dualityGap,
  kktResidual,
  type Lasso,
  lassoEnergy,
  mutualCoherence,
  proximalGradient,
} from '../../proof/oracles/lasso';
import { fromRows, identity, type Matrix, row, rows } from '../../proof/oracles/matrix';
import { deadUnits, hoyerSparsity, usedFraction } from '../../proof/oracles/sparsity';

const { train, test: held } = await digits();
const samples = rows(held.values).slice(0, 8);

/** Digits as atoms, of norm 1. */
function digitAtoms(units: number): Matrix {
  const random = randomSource(4, 'atoms of the test');
  const chosen = [...random.permutation(train.values.rows)].slice(0, units).map((n) => row(train.values, n));
  return fromRows(chosen.map((atom) => atom.map((value) => value / Math.hypot(...atom))));
}

const lasso: Lasso = { atoms: digitAtoms(96), weight: 0.5, penalty: 0.1 };
/** The same minimum in the convention without ½. */
const doubled: Lasso = { ...lasso, weight: 1, penalty: 0.2 };

describe('the lasso', () => {
  test('over orthonormal atoms is the shrinkage of y, found at once and certified exactly', () => {
    const orthonormal: Lasso = { atoms: identity(4), weight: 0.5, penalty: 0.5 };
    const y = Float64Array.of(2, -0.75, 0.3, -0.5);
    const z = proximalGradient(orthonormal, { method: 'ista', iterations: 1 })(y);
    expect([...z].map(Math.abs)).toEqual([1.5, 0.25, 0, 0]);
    expect(lassoEnergy(orthonormal, y, z)).toBeCloseTo(0.5 * (0.25 + 0.25 + 0.09 + 0.25) + 0.5 * 1.75, 12);
    expect(dualityGap(orthonormal, y, z)).toBeCloseTo(0, 12);
    expect(kktResidual(orthonormal, y, z)).toBeCloseTo(0, 12);
  });

  test('of codes ≥ 0 over orthonormal atoms cuts off what is below the threshold, certified exactly', () => {
    const positive: Lasso = { atoms: identity(4), weight: 0.5, penalty: 0.5, nonNegative: true };
    const y = Float64Array.of(2, -0.75, 0.3, -3);
    const z = proximalGradient(positive, { method: 'ista', iterations: 1 })(y);
    expect([...z]).toEqual([1.5, 0, 0, 0]);
    expect(dualityGap(positive, y, z)).toBeCloseTo(0, 12);
    expect(dualityGap({ ...positive, nonNegative: false }, y, z)).toBeGreaterThan(1);
  });

  test('is solved by FISTA until gap and conditions vanish', () => {
    const infer = proximalGradient(lasso, { method: 'restarted-fista', iterations: 4000 });
    for (const y of samples) {
      const z = infer(y);
      expect(dualityGap(lasso, y, z) / lassoEnergy(lasso, y, z)).toBeLessThan(1e-6);
      expect(kktResidual(lasso, y, z)).toBeLessThan(1e-4);
    }
  });

  test('has a gap that bounds the distance to the least energy from above, and is nowhere negative', () => {
    const best = proximalGradient(lasso, { method: 'restarted-fista', iterations: 4000 });
    for (const iterations of [0, 3, 30, 300]) {
      const infer = proximalGradient(lasso, { method: 'ista', iterations });
      for (const y of samples.slice(0, 3)) {
        const z = infer(y);
        const excess = lassoEnergy(lasso, y, z) - lassoEnergy(lasso, y, best(y));
        expect(excess).toBeGreaterThan(0);
        expect(dualityGap(lasso, y, z)).toBeGreaterThan(excess);
      }
    }
  });

  test('without the ½ and with 2λ has the same codes, twice the energy, gap and violation', () => {
    const [half, whole] = [lasso, doubled].map((each) => proximalGradient(each, { method: 'fista', iterations: 40 }));
    const y = samples[0] ?? new Float64Array();
    const [a, b] = [half?.(y) ?? y, whole?.(y) ?? y];
    a.forEach((value, k) => {
      expect(b[k]).toBeCloseTo(value, 12);
    });
    expect(lassoEnergy(doubled, y, a)).toBeCloseTo(2 * lassoEnergy(lasso, y, a), 12);
    expect(dualityGap(doubled, y, a)).toBeCloseTo(2 * dualityGap(lasso, y, a), 12);
    expect(kktResidual(doubled, y, a)).toBeCloseTo(2 * kktResidual(lasso, y, a), 12);
  });

  test('has the zero code from the critical penalty on, and no longer just below it', () => {
    const y = samples[1] ?? new Float64Array();
    const critical = criticalPenalty(lasso, y);
    const used = (penalty: number): boolean =>
      proximalGradient({ ...lasso, penalty }, { method: 'fista', iterations: 200 })(y).some((value) => value !== 0);
    expect(used(critical * (1 + 1e-12))).toBe(false);
    expect(used(critical * 0.999)).toBe(true);
    expect(kktResidual({ ...lasso, penalty: critical }, y, new Float64Array(96))).toBeLessThan(1e-12);
  });

  test('keeps within the proven rates: L‖z*‖²/2k for ISTA and 2L‖z*‖²/(k+1)² for FISTA', () => {
    const y = samples[2] ?? new Float64Array();
    const best = proximalGradient(lasso, { method: 'restarted-fista', iterations: 4000 })(y);
    const excess = (method: 'ista' | 'fista', iterations: number): number =>
      lassoEnergy(lasso, y, proximalGradient(lasso, { method, iterations })(y)) - lassoEnergy(lasso, y, best);
    // σ_max² ≤ ‖W‖_F² = 96 atoms of norm 1.
    const reach = 96 * best.reduce((sum, value) => sum + value * value, 0);
    for (const k of [10, 50, 100]) {
      expect(excess('ista', k)).toBeLessThan(reach / (2 * k));
      expect(excess('fista', k)).toBeLessThan((2 * reach) / (k + 1) ** 2);
    }
    expect(excess('fista', 100)).toBeLessThan(0.1 * excess('ista', 100));
  });
});

describe('atoms and codes', () => {
  test('have lengths, a coherence, used and dead units as counted by hand', () => {
    const atoms = fromRows([
      [3, 4],
      [0, 2],
      [1, 0],
    ]);
    expect([...atomNorms(atoms)]).toEqual([5, 2, 1]);
    expect(mutualCoherence(atoms)).toBeCloseTo(0.8, 12);
    const codes = fromRows([
      [1, 0, 0, 1e-9],
      [0, 0, -2, 0],
    ]);
    expect(usedFraction(codes)).toBe(0.25);
    expect(deadUnits(codes)).toEqual([1, 3]);
  });

  test('are as sparse as Hoyer says: 1 for one entry alone, 0 for equal ones, zero codes left out', () => {
    expect(
      hoyerSparsity(
        fromRows([
          [0, 7, 0, 0],
          [0, 0, 0, 0],
        ]),
      ),
    ).toBeCloseTo(1, 12);
    expect(hoyerSparsity(fromRows([[2, -2, 2, -2]]))).toBeCloseTo(0, 12);
  });
});
