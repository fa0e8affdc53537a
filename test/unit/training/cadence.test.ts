import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cadence } from '../../../core/training/cadence';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The milliseconds from its restart at which a cadence was due, each time at once taken, at the given cost. */
function occasions(cadence: Cadence, milliseconds: number, cost = 0): number[] {
  const began = performance.now();
  const due: number[] = [];
  while (performance.now() - began < milliseconds) {
    vi.advanceTimersByTime(10);
    if (!cadence.isDue) continue;
    due.push(performance.now() - began);
    cadence.take();
    cadence.spend(performance.now() - cost);
  }
  return due;
}

describe('Cadence', () => {
  test('is due when a run is as old again as it was, and then every interval', () => {
    expect(occasions(new Cadence(2000, 0.02), 9000)).toEqual([250, 500, 1000, 2000, 4000, 6000, 8000]);
  });

  test('waits until what it costs is its share of the time', () => {
    expect(occasions(new Cadence(2000, 0.02), 13_000, 80)).toEqual([250, 4250, 8250, 12_250]);
  });

  test('adds up the parts of what it costs', () => {
    const cadence = new Cadence(100, 0.5);
    vi.advanceTimersByTime(1000);
    cadence.take();
    cadence.spend(performance.now() - 200);
    cadence.spend(performance.now() - 300);
    vi.advanceTimersByTime(999);
    expect(cadence.isDue).toBe(false);
    vi.advanceTimersByTime(1);
    expect(cadence.isDue).toBe(true);
  });

  test('is young again after a restart, whatever the run before it cost', () => {
    const cadence = new Cadence(2000, 0.02);
    occasions(cadence, 9000, 1000);
    cadence.restart();
    expect(occasions(cadence, 2000)).toEqual([250, 500, 1000, 2000]);
  });
});
