import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snapshot } from '../training/protocol';
import { SnapshotLadder } from '../training/snapshot-ladder';
import type { StepLog } from '../training/step-log';
import { type Evaluation, NotFiniteError, type Trainer } from '../training/trainer';
import { Interruption } from './interruption';
import type { Progress } from './progress';

/** How often the weights are put aside, so that a run that ends in NaN still leaves good ones. */
const stepsBetweenKept = 100;

export type Ending = 'steps' | 'interrupted' | 'not finite';

export interface SessionResult {
  readonly ended: Ending;
  /** A sentence where a number stopped being finite. */
  readonly problem: string | undefined;
  /** Of the training alone, without the evaluations. */
  readonly seconds: number;
  readonly start: Evaluation;
  /** Of the weights that are given. */
  readonly final: Evaluation;
  /** The weights that are given, and how many steps they have seen. */
  readonly snapshot: Snapshot;
  /** Earlier ones, to go back to. */
  readonly ladder: readonly Snapshot[];
}

/** Trains up to a number of steps, a signal or the first number that is not finite; the terms, as far as they are finite, go into the log. */
export async function trainFor(
  trainer: Trainer,
  steps: number,
  progress: Progress,
  log: StepLog,
  ladder = new SnapshotLadder(),
): Promise<SessionResult> {
  const interruption = new Interruption();
  const start = await trainer.evaluate();
  let kept = await trainer.snapshot();
  ladder.add(kept);
  let problem: string | undefined;
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  try {
    while (trainer.step < steps && !interruption.requested) {
      trainer.takeStep();
      const frame = await trainer.readCurve();
      const { terms } = frame;
      log.extend(frame);
      if (trainer.step % stepsBetweenKept === 0) {
        kept = (await finiteSnapshot(trainer)) ?? kept;
        ladder.add(kept);
      }
      const energy = terms.reduce((sum, term) => sum + term, 0);
      progress.show({ step: trainer.step, steps, energy, seconds: elapsed() });
      // Signals are heard between two turns of the event loop.
      await nextTurn();
    }
  } catch (error) {
    if (!(error instanceof NotFiniteError)) throw error;
    problem = error.message;
  } finally {
    progress.end();
  }
  const seconds = elapsed();
  const { requested } = interruption;
  interruption.dispose();

  let final = await trainer.evaluate();
  const last = problem === undefined && Number.isFinite(final.energy) ? await finiteSnapshot(trainer) : undefined;
  if (!last) {
    problem ??= `After step ${trainer.step} the energy is no longer a finite number: lower the learning rate or a weight.`;
    await trainer.restore(kept);
    final = await trainer.evaluate();
  }
  const ended = problem !== undefined ? 'not finite' : requested && steps > log.steps ? 'interrupted' : 'steps';
  return { ended, problem, seconds, start, final, snapshot: last ?? kept, ladder: ladder.rungs };
}

async function finiteSnapshot(trainer: Trainer): Promise<Snapshot | undefined> {
  const snapshot = await trainer.snapshot();
  return snapshot.weights.every(({ values }) => values.every(Number.isFinite)) ? snapshot : undefined;
}
