import { prepare, type Results, type Step } from './prepare';
import { Replay } from './replay';

/**
 * Takes the steps of a run from a recording, where that can be done; else as ever. A recording holds for as long as the settings
 * that the step was recorded with.
 */
export class RecordedSteps {
  private readonly step: Step;
  private readonly settings: () => string;
  private replay: Replay | undefined;
  private recordedWith: string | undefined;
  private because: string | undefined;

  /** `settings`: all numbers that the step reads beside tensors, as one text. */
  constructor(step: Step, settings: () => string) {
    this.step = step;
    this.settings = settings;
  }

  /** Why steps are taken as ever, as words behind “because”; undefined where they are replayed. */
  get obstacle(): string | undefined {
    return this.because;
  }

  /** How many kernels a replayed step runs. */
  get kernels(): number | undefined {
    return this.replay?.kernels;
  }

  /** Ends once it is known that replayed steps are the same as those that are taken as ever; fails where they are not. */
  get verified(): Promise<void> | undefined {
    return this.replay?.verified;
  }

  take(number: number): Results {
    this.refresh(number);
    return this.takeBy(this.replay ?? this.step, number);
  }

  /** As ever, whatever is recorded. */
  takePlainly(number: number): Results {
    return this.takeBy(this.step, number);
  }

  private takeBy(way: Pick<Step, 'take'>, number: number): Results {
    const given = this.step.given(number);
    const results = way.take(given, number);
    for (const each of given) each.dispose();
    return results;
  }

  private refresh(number: number): void {
    const settings = this.settings();
    if (settings === this.recordedWith) return;
    this.dispose();
    this.recordedWith = settings;
    const prepared = prepare(this.step, number);
    if (prepared instanceof Replay) this.replay = prepared;
    else this.because = prepared.obstacle;
  }

  dispose(): void {
    this.replay?.dispose();
    this.replay = undefined;
    this.because = undefined;
    this.recordedWith = undefined;
  }
}
