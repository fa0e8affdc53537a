import { create } from 'zustand';
import { isRecord, type WrittenRecord } from '../../core/training/record';
import type { StoredRun } from '../../extension/protocol';

export interface RunsState {
  /** As the extension has them, the newest first. */
  readonly runs: readonly StoredRun[];
  /** The run that this page trains or shows. */
  readonly current: string | undefined;
  /** The steps of its snapshots, rising. */
  readonly rungs: readonly number[];
  /** The step of the snapshot that is chosen; the newest where none is. */
  readonly picked: number | undefined;
  /** The interrupted run that a person does not want to go on with. */
  readonly dismissed: string | undefined;
}

export const useRuns = create<RunsState>(() => ({
  runs: [],
  current: undefined,
  rungs: [],
  picked: undefined,
  dismissed: undefined,
}));

export const recordOf = ({ record }: StoredRun): WrittenRecord => (isRecord(record) ? record : {});

/** The run that was on when its page went, if it is the newest. */
export function interruptedRun({ runs, current, dismissed }: RunsState): StoredRun | undefined {
  const [newest] = runs;
  if (!newest || newest.live || newest.id === current || newest.id === dismissed) return undefined;
  const { ended, weightsStep = 0 } = recordOf(newest);
  return (ended === 'running' || ended === 'paused') && weightsStep > 0 ? newest : undefined;
}
