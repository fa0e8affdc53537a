import { notTheSame, prepare, type Results, type Step } from './prepare';
import type { Replay } from './replay';

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
  /**
   * Where the device gives numbers out only later: ends once it is known whether replayed steps are the same as those that are taken
   * as ever, which they are from then on if not. A run that is to be the same again waits for it before it goes on.
   */
  verification: Promise<void> | undefined;

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
    if ('obstacle' in prepared) {
      this.because = prepared.obstacle;
      return;
    }
    const { replay, verdict } = prepared;
    this.replay = replay;
    this.verification = verdict?.then((same) => this.decide(replay, same));
    // Who waits for it hears of a device that is lost meanwhile; nobody may.
    this.verification?.catch(() => {});
  }

  private decide(replay: Replay, same: boolean): void {
    if (this.replay !== replay) return;
    this.verification = undefined;
    if (same) return;
    replay.dispose();
    this.replay = undefined;
    this.because = notTheSame;
  }

  dispose(): void {
    this.replay?.dispose();
    this.replay = undefined;
    this.verification = undefined;
    this.because = undefined;
    this.recordedWith = undefined;
  }
}
