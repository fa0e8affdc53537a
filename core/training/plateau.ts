/** Steps of a window. */
const window = 200;
/** Two windows differ by less than this share of the first: 0.2 %. */
const threshold = 0.002;

/**
 * Whether the energy has stopped falling: the means of two successive windows of 200 steps differ by less than 0.2 % of the
 * first. The mean over so many batches moves by about 0.1 % by chance where the energy of a batch varies by one percent.
 */
export class Plateau {
  private sum = 0;
  private count = 0;
  private before: number | undefined;

  /** Takes the energy of a step in; true where it ends a window that differs too little from the one before. */
  reached(energy: number): boolean {
    this.sum += energy;
    if (++this.count < window) return false;
    const mean = this.sum / window;
    const { before } = this;
    this.before = mean;
    [this.sum, this.count] = [0, 0];
    return before !== undefined && Math.abs(mean - before) < threshold * Math.abs(before);
  }
}
