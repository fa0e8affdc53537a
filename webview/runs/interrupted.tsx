import { useEffect, useState } from 'react';
import type { EmittedModule } from '../../core/program/manifest';
import type { StoredRun } from '../../extension/protocol';
import { useDocument } from '../state/document';
import { useView } from '../state/view';
import { grouped } from '../toolbar/toolbar';
import type { Change } from '../training/change';
import { useTraining } from '../training/store';
import { interruptedRun, recordOf, useRuns } from './runs';

/** What going on would be where the graph has changed since the page went. */
const changed: Record<Change, string> = {
  none: '',
  learning: ' The way of learning has changed since: it goes on under the one of now.',
  rebuild: ' The graph has changed since: a new run can begin with the weights that still fit.',
  reset: ' The data or the seed have changed since: a new run can begin with the weights that still fit.',
};

/** Offers to go on with the run that was on when the page went. */
export function Interrupted() {
  const run = useRuns(interruptedRun);
  const idle = useTraining(({ state }) => state === 'idle');
  const trusted = useView((state) => state.trusted);
  const module = useDocument((state) => state.module);
  const [change, setChange] = useState<Change>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the run, which is made anew with every list
  useEffect(() => {
    let overtaken = false;
    // Why a run cannot be read is said to who wants to go on with it.
    if (run && module) {
      void changeSince(run, module)
        .catch(() => 'none' as const)
        .then((found) => !overtaken && setChange(found));
    }
    return () => {
      overtaken = true;
    };
  }, [run?.id, module]);
  if (!run || !module || !idle || !trusted || change === undefined) return null;
  const { weightsStep = 0, stepsAsked } = recordOf(run);
  const isSame = change === 'none' || change === 'learning';
  return (
    <div className="notice" role="status">
      <span>
        A run was interrupted at step {grouped(weightsStep)}
        {stepsAsked ? ` of ${grouped(stepsAsked)}` : ''}.{changed[change]}
      </span>
      <button type="button" className="button primary" onClick={() => void resume(run)}>
        {isSame ? `Go on from step ${grouped(weightsStep)}` : 'Begin with its weights'}
      </button>
      <button type="button" className="button" onClick={() => useRuns.setState({ dismissed: run.id })}>
        Not now
      </button>
    </div>
  );
}

async function changeSince(run: StoredRun, now: EmittedModule): Promise<Change> {
  const { changeSince: compare } = await import('./open-run');
  return compare(run, now);
}

async function resume(run: StoredRun): Promise<void> {
  const { goOn } = await import('./open-run');
  await goOn(run);
}
