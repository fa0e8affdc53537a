import type { Snapshot } from './protocol';
import { NotFiniteError, type Trainer } from './trainer';

/** So long may a run be repeated for a word about the cause. */
const patienceMilliseconds = 3000;
const stepsBetweenReads = 20;

/**
 * The block whose output was the first, in the order of the flow, that was not finite when a step began, or undefined where
 * none was: then it is the term itself. The steps from the snapshot up to there are taken again, as they are the same again.
 * The trainer is left wherever that ended.
 */
export async function firstBadBlock(trainer: Trainer, from: Snapshot, step: number): Promise<string | undefined> {
  const began = performance.now();
  await trainer.restore(from);
  try {
    while (trainer.step < step - 1) {
      trainer.takeStep();
      if (trainer.step % stepsBetweenReads === 0) await trainer.readCurve();
      if (performance.now() - began > patienceMilliseconds) return undefined;
    }
  } catch (error) {
    // A number that was changed while it ran, and is another now, leads elsewhere.
    if (error instanceof NotFiniteError) return undefined;
    throw error;
  }
  return trainer.firstNotFinite();
}
