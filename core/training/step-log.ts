import type { CurveFrame } from './protocol';

/** The terms of every step of a run, `[steps, terms]`, as numbers and as the lines of its curve file. */
export class StepLog {
  private readonly names: readonly string[];
  private values = new Float32Array(1024);
  private count = 0;
  private lines = '';
  /** How many steps the lines have. */
  private written = 0;

  constructor(names: readonly string[]) {
    this.names = names;
  }

  get steps(): number {
    return this.count;
  }

  /** Takes in a frame; where some of its steps are already there, the run was taken back. */
  extend({ firstStep, terms }: CurveFrame): void {
    const width = this.names.length;
    this.cut(firstStep);
    if (firstStep > this.count || !terms.length) return;
    const end = (this.count + terms.length / width) * width;
    if (end > this.values.length) {
      const wider = new Float32Array(2 * end);
      wider.set(this.values);
      this.values = wider;
    }
    this.values.set(terms, this.count * width);
    this.count = end / width;
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    if (step >= this.count) return;
    this.count = step;
    if (step >= this.written) return;
    this.lines = '';
    this.written = 0;
  }

  /** The terms of all steps, `[steps, terms]`. */
  get terms(): Float32Array {
    return this.values.subarray(0, this.count * this.names.length);
  }

  /** One line a step: its number from 1, then each term. Nine digits give a float32 back exactly. */
  get text(): string {
    const width = this.names.length;
    const parts = [this.lines];
    for (let step = this.written; step < this.count; step++) {
      const row = [...this.values.subarray(step * width, (step + 1) * width)];
      parts.push(`${[step + 1, ...row.map((value) => Number(value.toPrecision(9)))].join()}\n`);
    }
    this.lines = parts.join('');
    this.written = this.count;
    return `${['step', ...this.names].join()}\n${this.lines}`;
  }

  /** Reads what `text` gave, up to a step. */
  static read(text: string, upTo = Number.POSITIVE_INFINITY): StepLog {
    const [head = '', ...rows] = text.trimEnd().split('\n');
    const log = new StepLog(head.split(',').slice(1));
    const kept = rows.slice(0, upTo);
    log.extend({ firstStep: 0, terms: Float32Array.from(kept.flatMap((row) => row.split(',').slice(1).map(Number))) });
    return log;
  }

  /**
   * The mean over some steps, counted from 0, of the sum of the terms that count; undefined where there is no such step.
   */
  meanEnergy(from: number, to: number, counts: readonly boolean[] = this.names.map(() => true)): number | undefined {
    const width = this.names.length;
    const [first, end] = [Math.max(0, from), Math.min(to, this.count)];
    if (first >= end) return undefined;
    let sum = 0;
    for (let index = first * width; index < end * width; index++) {
      if (counts[index % width]) sum += this.values[index] ?? 0;
    }
    return sum / (end - first);
  }
}

/** Over so many of the last steps the energy of a record is the mean. */
const window = 100;

export const latestEnergy = (log: StepLog, counts: readonly boolean[]): number | undefined =>
  log.meanEnergy(log.steps - window, log.steps, counts);
