/**
 * When something that a run does now and then is due again: not before an interval has passed, and not so soon that it costs more
 * than a share of the time. At first the interval is as long as the run is old, so that a young
 * one has little to lose.
 */
export class Cadence {
  private readonly milliseconds: number;
  private readonly share: number;
  private began = performance.now();
  private last = this.began;
  private cost = 0;

  constructor(milliseconds: number, share: number) {
    this.milliseconds = milliseconds;
    this.share = share;
  }

  get isDue(): boolean {
    const age = Math.max(this.last - this.began, this.milliseconds / 8);
    return performance.now() - this.last >= Math.max(Math.min(this.milliseconds, age), this.cost / this.share);
  }

  /** A run begins, and nothing is due. */
  restart(): void {
    this.began = performance.now();
    this.last = this.began;
    this.cost = 0;
  }

  /** It is done now; what it costs is said part by part. */
  take(): void {
    this.last = performance.now();
    this.cost = 0;
  }

  /** A part of the work that was taken up is done, which began then. */
  spend(began: number): void {
    this.cost += performance.now() - began;
  }
}
