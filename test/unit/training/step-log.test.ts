import { expect, test } from 'vitest';
import { latestEnergy, StepLog } from '../../../core/training/step-log';

const frame = (firstStep: number, ...terms: number[]) => ({ firstStep, terms: Float32Array.from(terms) });

test('a log comes back from its text bit for bit, whole or up to a step', () => {
  const log = new StepLog(['reconstruction', 'kl']);
  const terms = Float32Array.from({ length: 5000 }, (_, index) => Math.exp(Math.sin(index * 1.3) * 20));
  log.extend({ firstStep: 0, terms });
  const read = StepLog.read(log.text);
  expect(read.steps).toBe(2500);
  expect(read.terms).toEqual(terms);
  expect(StepLog.read(log.text, 7).terms).toEqual(terms.subarray(0, 14));
  expect(read.text).toBe(log.text);
});

test('steps that are taken again replace those that were taken before, in the text too', () => {
  const log = new StepLog(['energy']);
  log.extend(frame(0, 5, 4, 3));
  expect(log.text).toBe('step,energy\n1,5\n2,4\n3,3\n');
  log.extend(frame(1, 8));
  expect(log.text).toBe('step,energy\n1,5\n2,8\n');
  log.extend(frame(2));
  expect(log.steps).toBe(2);
});

test('a frame that does not follow is no part of the log', () => {
  const log = new StepLog(['energy']);
  log.extend(frame(3, 1));
  expect(log.steps).toBe(0);
});

test('the energy is the mean over the last hundred steps of the terms that count', () => {
  const log = new StepLog(['energy', 'contrast']);
  expect(latestEnergy(log, [true, false])).toBeUndefined();
  log.extend({
    firstStep: 0,
    terms: Float32Array.from({ length: 400 }, (_, index) => (index < 200 ? 1000 : index % 2 ? 7 : 2)),
  });
  expect(latestEnergy(log, [true, false])).toBe(2);
  expect(latestEnergy(log, [true, true])).toBe(9);
  expect(log.meanEnergy(99, 101)).toBe((2000 + 9) / 2);
});
