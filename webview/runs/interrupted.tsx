import type { StoredRun } from '../../extension/protocol';
import { useDocument } from '../state/document';
import { useView } from '../state/view';
import { grouped } from '../toolbar/toolbar';
import { useTraining } from '../training/store';
import { interruptedRun, recordOf, useRuns } from './runs';

/** Offers to go on with the run that was on when the page went. */
export function Interrupted() {
  const run = useRuns(interruptedRun);
  const idle = useTraining(({ state }) => state === 'idle');
  const trusted = useView((state) => state.trusted);
  const ready = useDocument((state) => state.module !== undefined);
  if (!run || !idle || !trusted || !ready) return null;
  const { weightsStep = 0, stepsAsked } = recordOf(run);
  return (
    <div className="notice" role="status">
      <span>
        A run was interrupted at step {grouped(weightsStep)}
        {stepsAsked ? ` of ${grouped(stepsAsked)}` : ''}.
      </span>
      <button type="button" className="button primary" onClick={() => void resume(run)}>
        Go on from step {grouped(weightsStep)}
      </button>
      <button type="button" className="button" onClick={() => useRuns.setState({ dismissed: run.id })}>
        Not now
      </button>
    </div>
  );
}

async function resume(run: StoredRun): Promise<void> {
  const { goOn } = await import('./open-run');
  await goOn(run);
}
