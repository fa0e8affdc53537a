import { expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { Plateau } from '../../../core/training/plateau';

/** The first step at which an energy, a function of the step, is found to be at a plateau. */
function found(energy: (step: number) => number): number | undefined {
  const plateau = new Plateau();
  for (let step = 1; step <= 10_000; step++) if (plateau.reached(energy(step))) return step;
  return undefined;
}

test('a constant energy is at a plateau after two windows, also where it is negative or zero off', () => {
  expect(found(() => 3)).toBe(400);
  expect(found(() => -3)).toBe(400);
});

test('an energy that falls is at none before its fall over a window is 0.2 %', () => {
  // 100 e^{−t/1000} + 100: its mean over 200 steps falls by 18 % of what is above 100.
  const step = found((t) => 100 + 100 * Math.exp(-t / 1000)) ?? 0;
  const above = (t: number) => 100 * Math.exp(-t / 1000);
  // Two means that are 200 steps apart; the later window ends at `step`.
  expect((above(step - 300) - above(step - 100)) / (100 + above(step - 300))).toBeLessThan(0.0021);
  expect((above(step - 500) - above(step - 300)) / (100 + above(step - 500))).toBeGreaterThan(0.0019);
});

test('one percent of noise hides no fall of one percent a window', () => {
  const random = randomSource(1, 'plateau');
  expect(found((step) => 100 * 0.99 ** (step / 200) * (1 + 0.01 * random.normal()))).toBeUndefined();
});
