import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FramePace } from '../../../webview/training/frame-pace';

/** How long the page is busy with a drawing, and when each began and what it took in. */
let busy = 0;
let taken: { readonly at: number; readonly frames: readonly number[] }[] = [];
let pace: FramePace<number>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'], now: 0 });
  taken = [];
  pace = new FramePace(
    (frames) => taken.push({ at: performance.now(), frames }),
    (change) => {
      change();
      return new Promise((resolve) => setTimeout(resolve, busy, busy));
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
});

/** Frames come five times a second, numbered by when they come. */
async function train(milliseconds: number): Promise<void> {
  const from = performance.now();
  for (let at = from; at < from + milliseconds; at += 200) {
    pace.add(at);
    await vi.advanceTimersByTimeAsync(200);
  }
}

/** The share of the time that the page has drawn. */
const drawn = (milliseconds: number): number => (busy * taken.length) / milliseconds;

test('a page that draws within its share takes in every frame as it comes', async () => {
  busy = 8;
  await train(2000);
  expect(taken).toEqual(Array.from({ length: 10 }, (_, frame) => ({ at: 200 * frame, frames: [200 * frame] })));
});

test('where drawing takes longer, frames are taken in together, so seldom that it has a twenty-fifth of the time', async () => {
  for (busy of [15, 25, 40]) {
    taken = [];
    await train(20_000);
    expect(drawn(20_000)).toBeGreaterThan(0.032);
    expect(drawn(20_000)).toBeLessThan(0.044);
  }
  const numbers = taken.flatMap(({ frames }) => frames);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
});

test('a slow page is drawn every second and a half, until drawing would have more than a third of the time', async () => {
  busy = 200;
  await train(4800);
  expect(taken.map(({ at }) => at)).toEqual([0, 1500, 3000, 4500]);
  expect(taken.at(1)?.frames).toEqual([200, 400, 600, 800, 1000, 1200, 1400]);
  taken = [];
  busy = 700;
  await train(7200);
  expect(taken.map(({ at }) => at)).toEqual([6000, 8100, 10_200]);
});

test('what waits is taken in at once where something else comes after it, and only once', async () => {
  busy = 40;
  for (const frame of [1, 2, 3]) pace.add(frame);
  pace.flush();
  await vi.advanceTimersByTimeAsync(2000);
  expect(taken).toEqual([
    { at: 0, frames: [1] },
    { at: 0, frames: [2, 3] },
  ]);
});
