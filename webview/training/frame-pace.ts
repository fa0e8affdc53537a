import type { Drawing } from './drawing';

/** Taking frames in and drawing them may keep the page busy for this share of the time: training shares its cores. */
const share = 0.04;
/** Milliseconds from one drawing to the next at most, unless the page had too little of them for itself. */
const longest = 1500;

/**
 * Takes in the frames of a training as often as a fixed share of the time allows. Those that come meanwhile are taken in together.
 * Where that share would let a person wait too long they are taken in sooner, but after a rest twice as long as the drawing.
 */
export class FramePace<Frame> {
  private readonly take: (frames: readonly Frame[]) => void;
  private readonly drawing: Drawing;
  private waiting: Frame[] = [];
  private resting = false;

  constructor(take: (frames: readonly Frame[]) => void, drawing: Drawing) {
    this.take = take;
    this.drawing = drawing;
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
    if (this.resting) this.take(frames);
    else void this.draw(frames);
  }

  private async draw(frames: readonly Frame[]): Promise<void> {
    this.resting = true;
    const began = performance.now();
    const busy = await this.drawing(() => this.take(frames));
    const interval = Math.max(Math.min(busy / share, longest), 3 * busy);
    setTimeout(
      () => {
        this.resting = false;
        this.flush();
      },
      began + interval - performance.now(),
    );
  }
}
