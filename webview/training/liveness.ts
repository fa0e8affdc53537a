import { endedByBrowser } from '../../core/training/failure';
import type { ToTrainer } from '../../core/training/protocol';

/** A worker is asked for a sign of life this often. */
const pingMilliseconds = 20_000;
/** After so many without an answer, two minutes, it is given up. A long step on a slow machine answers behind it. */
const mostUnanswered = 6;

/**
 * Watches over a worker, for the browser does not say when one ends: calls back with the reason once it is gone or no longer
 * answers. It holds a lock as long as it lives, under its name, and the lock passes on to who waits for it.
 */
export class Liveness {
  private readonly ends = new AbortController();
  private readonly worker: Worker;
  private readonly name: string;
  private readonly fail: (reason: string) => void;
  private readonly timer: ReturnType<typeof setInterval>;
  private unanswered = 0;

  constructor(worker: Worker, name: string, fail: (reason: string) => void) {
    this.worker = worker;
    this.name = name;
    this.fail = fail;
    this.timer = setInterval(() => this.ask(), pingMilliseconds);
  }

  /** Called with every message of the worker. */
  heard(): void {
    this.unanswered = 0;
  }

  /** Called when the worker holds its lock: whoever asked for it earlier might get it first. */
  locked(): void {
    const { signal } = this.ends;
    const gone = (): void => this.fail(endedByBrowser);
    // Rejected when it is no longer to be watched.
    navigator.locks.request(this.name, { signal }, gone).catch(() => {});
  }

  end(): void {
    clearInterval(this.timer);
    this.ends.abort();
  }

  private ask(): void {
    if (this.unanswered >= mostUnanswered) this.fail('The trainer has not answered for two minutes.');
    this.unanswered++;
    this.worker.postMessage({ type: 'ping' } satisfies ToTrainer);
  }
}
