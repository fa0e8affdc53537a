import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FramePace } from '../../../webview/training/frame-pace';

let now = 0;
let taken: (readonly number[])[] = [];
let pace: FramePace<number>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  now = 0;
  taken = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  pace = new FramePace((frames) => taken.push(frames));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Time passes; timers run late where the page is busy. */
function pass(milliseconds: number, late = 0): void {
  now += milliseconds + late;
  vi.advanceTimersByTime(milliseconds);
}

test('a page that keeps up takes in every frame as it comes', () => {
  for (const frame of [1, 2, 3]) {
    pace.add(frame);
    expect(taken.at(-1)).toEqual([frame]);
    pass(50);
    pass(150);
  }
  expect(taken).toEqual([[1], [2], [3]]);
});

test('where a frame keeps the page busy, those that come meanwhile are taken in together, after a rest twice as long', () => {
  pace.add(1);
  pass(50, 300);
  pace.add(2);
  pass(400);
  pace.add(3);
  pass(199);
  expect(taken).toEqual([[1]]);
  pass(1);
  expect(taken).toEqual([[1], [2, 3]]);
});

test('what waits is taken in at once where something else comes after it, and only once', () => {
  pace.add(1);
  pace.add(2);
  pace.add(3);
  pace.flush();
  expect(taken).toEqual([[1], [2, 3]]);
  pass(50);
  pass(1000);
  expect(taken).toEqual([[1], [2, 3]]);
});
