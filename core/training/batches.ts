import { randomSource } from '../data/random';

/**
 * The order in which samples are seen: every epoch a new permutation of all samples, a function of the seed and the epoch
 * alone, so that any step can be found again. The samples that do not fill a last batch wait for another epoch, so that
 * every batch has one shape.
 */
export class Batches {
  readonly perEpoch: number;
  readonly size: number;
  private readonly samples: number;
  private readonly seed: number;
  private epoch = -1;
  private order: Uint32Array = new Uint32Array();

  constructor(samples: number, size: number, seed: number) {
    this.samples = samples;
    this.size = Math.min(size, samples);
    this.seed = seed;
    this.perEpoch = Math.floor(samples / this.size);
  }

  /** Indices of the samples of a step, counted from 0. */
  at(step: number): Int32Array {
    const epoch = Math.floor(step / this.perEpoch);
    if (epoch !== this.epoch) {
      this.order = randomSource(this.seed, `shuffle ${epoch}`).permutation(this.samples);
      this.epoch = epoch;
    }
    const first = (step % this.perEpoch) * this.size;
    return Int32Array.from(this.order.subarray(first, first + this.size));
  }
}
