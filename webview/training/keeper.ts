import type { EmittedModule } from '../../core/program/manifest';
import type { BackendName, CurveFrame, Snapshot } from '../../core/training/protocol';
import type { LiveEdit, RunEnding } from '../../core/training/record';

/** A worker that has opened a model. */
export interface OpenedRun {
  readonly module: EmittedModule;
  readonly backend: BackendName;
  readonly precision: 'float32' | 'float16';
  readonly tfjs: string;
  readonly parameters: number;
  /** Where the run stands. */
  readonly step: number;
  /** Whether it begins from its seed, begins with the weights of the run before it, or goes on with that run. */
  readonly lineage: 'seed' | 'weights' | 'same';
}

/** Hears all that a run does, to keep it. */
export interface RunKeeper {
  opened(run: OpenedRun): void;
  took(curve: CurveFrame): void;
  changed(edit: LiveEdit): void;
  kept(snapshot: Snapshot): void;
  /** How the run stands, and why where it failed. */
  stands(how: RunEnding, problem?: string): void;
}

/** Calls that wait until the keeper is there: the first paint does without it. */
export function keeperOnceLoaded(load: () => Promise<RunKeeper>): RunKeeper {
  let loading: Promise<RunKeeper> | undefined;
  const later = (call: (keeper: RunKeeper) => void): void => {
    loading ??= load();
    void loading.then(call);
  };
  return {
    opened: (run) => later((keeper) => keeper.opened(run)),
    took: (curve) => later((keeper) => keeper.took(curve)),
    changed: (edit) => later((keeper) => keeper.changed(edit)),
    kept: (snapshot) => later((keeper) => keeper.kept(snapshot)),
    stands: (how, problem) => later((keeper) => keeper.stands(how, problem)),
  };
}
