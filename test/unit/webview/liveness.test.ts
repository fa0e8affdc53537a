import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Liveness } from '../../../webview/training/liveness';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A worker that hears all and answers nothing. */
function hung() {
  const asked: unknown[] = [];
  const failures: string[] = [];
  const worker = { postMessage: (message: unknown) => void asked.push(message) } as Worker;
  return { asked, failures, liveness: new Liveness(worker, 'a trainer', (reason) => void failures.push(reason)) };
}

test('a worker that answers nothing is asked again and again, and given up after two minutes', () => {
  const { asked, failures } = hung();
  vi.advanceTimersByTime(120_000);
  expect(failures).toEqual([]);
  expect(asked.length).toBeGreaterThan(3);
  vi.advanceTimersByTime(20_000);
  expect(failures).toEqual(['The trainer has not answered for two minutes.']);
});

test('one that is closed is asked nothing more', () => {
  const { asked, failures, liveness } = hung();
  liveness.end();
  vi.advanceTimersByTime(600_000);
  expect({ asked, failures }).toEqual({ asked: [], failures: [] });
});
