import { expect, test } from 'vitest';
import type { Snapshot } from '../../../core/training/protocol';
import { SnapshotLadder } from '../../../core/training/snapshot-ladder';

const snapshotAt = (step: number, size = 1): Snapshot => ({
  step,
  seed: 1,
  weights: [{ name: 'w', shape: [size], values: new Float32Array(size) }],
  optimizer: [],
});

const stepsOf = ({ rungs }: SnapshotLadder): number[] => rungs.map(({ step }) => step);

test('a ladder keeps the first and the newest and spreads the rest over the run', () => {
  const ladder = new SnapshotLadder();
  for (let step = 0; step <= 10_000; step += 100) ladder.add(snapshotAt(step));
  const steps = stepsOf(ladder);
  expect(steps).toHaveLength(12);
  expect([steps[0], steps.at(-1)]).toEqual([0, 10_000]);
  const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000 / 4);
});

test('large snapshots are fewer', () => {
  const ladder = new SnapshotLadder();
  for (let step = 0; step < 20; step++) ladder.add(snapshotAt(step, 3e6));
  expect(stepsOf(ladder)).toHaveLength(4);
});

test('of a run that is taken back, what came after goes', () => {
  const ladder = new SnapshotLadder();
  for (const step of [0, 10, 20, 30]) ladder.add(snapshotAt(step));
  ladder.add(snapshotAt(20));
  expect(stepsOf(ladder)).toEqual([0, 10, 20]);
});
