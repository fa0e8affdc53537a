import { Cadence } from './cadence';
import type { NamedWeights, Snapshot } from './protocol';
import { NotFiniteError, type Trainer } from './trainer';

/** Milliseconds from one snapshot to the next, and the share of the time that they may cost. */
const interval = 2000;
const share = 0.02;

/**
 * The newest snapshot that is known to be good: its weights are finite, and so was the energy of a step that began with them.
 * Weights alone prove little, for those after a step that was far too long are finite still.
 */
export class LastGood {
  private readonly trainer: Trainer;
  private readonly keep: (snapshot: Snapshot) => void;
  private known: Snapshot;
  private candidate: Snapshot | undefined;
  private readonly cadence = new Cadence(interval, share);
  /** What was read and is not finite, though the energy is: it was not felt, or made a number again. */
  private bad: NotFiniteError | undefined;
  /** The reading that is under way; one that began before a restart is dropped. */
  private reading: Promise<void> | undefined;

  private constructor(trainer: Trainer, first: Snapshot, keep: (snapshot: Snapshot) => void) {
    this.trainer = trainer;
    this.known = first;
    this.keep = keep;
    keep(first);
  }

  /** `keep` is told of each snapshot as soon as it is known to be good; of the first, at once. */
  static async begin(trainer: Trainer, keep: (snapshot: Snapshot) => void): Promise<LastGood> {
    return new LastGood(trainer, await trainer.snapshot(), keep);
  }

  get snapshot(): Snapshot {
    return this.known;
  }

  /**
   * Called after terms were read and are finite.
   *
   * @throws NotFiniteError where a weight is not, or what the optimizer remembers.
   */
  async notice(): Promise<void> {
    const { candidate, trainer } = this;
    if (this.bad) throw this.bad;
    if (candidate && candidate.step < trainer.stepsRead) {
      this.candidate = undefined;
      this.known = candidate;
      const began = performance.now();
      this.keep(candidate);
      this.cadence.spend(began);
    }
    if (!this.reading && !this.candidate && this.cadence.isDue) await this.take();
  }

  /** The steps that follow do not wait for what is read. */
  private async take(): Promise<void> {
    const taken = performance.now();
    this.cadence.take();
    const held = await this.trainer.hold();
    const reading = held.read().then(
      (snapshot) => {
        if (this.reading !== reading) return;
        const began = performance.now();
        this.reading = undefined;
        this.bad = faultOf(snapshot);
        if (!this.bad) this.candidate = snapshot;
        this.cadence.spend(began);
      },
      () => {
        // A device that is lost reads nothing; the run hears of it from the device.
        if (this.reading === reading) this.reading = undefined;
      },
    );
    this.reading = reading;
    this.cadence.spend(taken);
  }

  /** After a reset, or where the run was taken back: what was read of what came after is of no use. */
  async restart(): Promise<void> {
    this.candidate = undefined;
    this.bad = undefined;
    this.reading = undefined;
    this.known = await this.trainer.snapshot();
    this.keep(this.known);
    this.cadence.restart();
  }
}

function faultOf({ step, weights, optimizer }: Snapshot): NotFiniteError | undefined {
  const weight = weights.find(isNotFinite);
  if (weight) return new NotFiniteError(step, weight.name, 'weight');
  const average = optimizer.find(isNotFinite);
  return average && new NotFiniteError(step, average.name, 'optimizer’s average');
}

/** Zero times a number is zero; a loop without calls, for there may be millions. */
function isNotFinite({ values }: NamedWeights): boolean {
  let sum = 0;
  for (const value of values) sum += 0 * value;
  return sum !== 0;
}
