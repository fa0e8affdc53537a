import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawing } from '../../../webview/training/drawing';

/** How long the page has worked, while nothing else could happen. */
let worked = 0;
const work = (milliseconds: number): void => {
  worked += milliseconds;
};

beforeEach(() => {
  worked = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'], now: 0 });
  const waited = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => waited() + worked);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Frames of the screen: at `at` the callbacks run, each of which keeps the page busy for `script`; then the browser draws. */
function screen(at: number, script: number, browser: number): void {
  const callbacks: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => callbacks.push(callback));
  setTimeout(() => {
    for (const callback of callbacks) {
      callback();
      work(script);
    }
    work(browser);
  }, at);
}

test('busy are the change and the frame that draws it, not the wait for that frame', async () => {
  screen(100, 3, 5);
  const busy = drawing(() => {
    requestAnimationFrame(() => {});
    work(7);
  });
  await vi.advanceTimersByTimeAsync(200);
  // The last is the timer's own.
  expect(await busy).toBe(7 + 3 * 3 + 5 + 1);
});

test('a page that has no frame is busy for as long as it is waited for', async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const busy = drawing(() => work(7));
  await vi.advanceTimersByTimeAsync(600);
  expect(await busy).toBe(507);
});
