import { Plateau } from './plateau';
import type { CurveFrame, StopRule } from './protocol';
import type { Trainer } from './trainer';

/** Watches a stretch of training from Train to where a rule ends it. */
export class Stop {
  private readonly rule: StopRule;
  private readonly trainer: Trainer;
  private readonly began = performance.now();
  private readonly plateau = new Plateau();
  private flat = false;
  /** The end of the epoch in which it began. */
  private readonly lastStep: number;

  constructor(rule: StopRule, trainer: Trainer) {
    this.rule = rule;
    this.trainer = trainer;
    const { perEpoch } = trainer.batches;
    this.lastStep = rule === 'epoch' ? (Math.floor(trainer.step / perEpoch) + 1) * perEpoch : Number.POSITIVE_INFINITY;
  }

  /** Where to halt, if the rule is a matter of steps. */
  get step(): number {
    return this.lastStep;
  }

  /** Takes in the terms of the steps that were taken. */
  notice({ terms }: CurveFrame): void {
    if (this.rule !== 'plateau') return;
    const all = this.trainer.manifest.terms;
    for (let first = 0; first < terms.length; first += all.length) {
      const energy = all.reduce((sum, { counts }, index) => sum + (counts ? (terms[first + index] ?? 0) : 0), 0);
      if (this.plateau.reached(energy)) this.flat = true;
    }
  }

  /** Why it ends now, as a sentence; undefined where it goes on. */
  get reason(): string | undefined {
    if (this.trainer.step >= this.lastStep) return 'An epoch has ended.';
    if (this.rule === 'minute' && performance.now() - this.began >= 60_000) return 'A minute has passed.';
    if (this.flat) return 'The energy is at a plateau: two means over 200 steps differ by less than 0.2 %.';
    return undefined;
  }
}
