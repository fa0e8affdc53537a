/** Milliseconds: a frame that is drawn by then keeps nobody waiting. */
const unnoticed = 50;

/**
 * Takes in the frames of a training no faster than the page draws them. Where one has kept the page busy, those that come
 * meanwhile are taken in together, after the person has had the page for twice as long.
 */
export class FramePace<Frame> {
  private readonly take: (frames: readonly Frame[]) => void;
  private waiting: Frame[] = [];
  private resting = false;

  constructor(take: (frames: readonly Frame[]) => void) {
    this.take = take;
  }

  add(frame: Frame): void {
    this.waiting.push(frame);
    if (!this.resting) this.flush();
  }

  /** Takes in at once whatever waits, as before a message that comes after it. */
  flush(): void {
    const frames = this.waiting;
    if (!frames.length) return;
    this.waiting = [];
    const began = performance.now();
    this.take(frames);
    if (!this.resting) this.rest(began);
  }

  private rest(began: number): void {
    this.resting = true;
    setTimeout(() => {
      const late = Math.max(0, performance.now() - began - unnoticed);
      setTimeout(() => {
        this.resting = false;
        this.flush();
      }, 2 * late);
    }, unnoticed);
  }
}
