import { compile } from '../../core/compile';
import type { EmittedModule } from '../../core/program/manifest';
import type { BackendName, Snapshot } from '../../core/training/protocol';
import type { LiveEdit } from '../../core/training/record';
import {
  curveFile,
  graphFile,
  optimizerFile,
  readLadderSnapshot,
  readSnapshot,
  snapshotStep,
  weightsFile,
} from '../../core/training/run-files';
import { StepLog } from '../../core/training/step-log';
import type { StoredRun } from '../../extension/protocol';
import { useDocument } from '../state/document';
import { ask } from '../state/host';
import { say } from '../state/view';
import { type Change, changeBetween, type LiveNumber, liveKey, liveNumbers } from '../training/change';
import { type Curve, emptyCurve, extendCurve } from '../training/curve';
import { useTraining } from '../training/store';
import { ladderUpTo, recorder } from './recorder';
import { recordOf } from './runs';

interface ReadRun {
  readonly files: ReadonlyMap<string, Uint8Array>;
  text(name: string): string;
}

async function readRun({ id }: StoredRun, ...names: readonly string[]): Promise<ReadRun> {
  const some = names.length ? { names } : {};
  const { files, error } = await ask((request) => ({ type: 'readRun', request, id, ...some }));
  if (!files) throw new Error(error ?? 'This run cannot be read.');
  const bytes = new Map(
    files.map(([name, content]) => [name, typeof content === 'string' ? new TextEncoder().encode(content) : content]),
  );
  return { files: bytes, text: (name) => new TextDecoder().decode(bytes.get(name)) };
}

/** The terms of all steps of a run. */
export const readLog = async (run: StoredRun): Promise<StepLog> =>
  StepLog.read((await readRun(run, curveFile)).text(curveFile));

/** The graph that a run was made from, and what that is today. */
function madeFrom(run: ReadRun): { readonly graph: string; readonly module: EmittedModule } {
  const graph = run.text(graphFile);
  const { module } = compile(graph, { fileName: useDocument.getState().fileName });
  if (!module) throw new Error('The graph of this run is of a version that can no longer be read.');
  return { graph, module };
}

/** What has become of the graph since a run was made from it. */
export const changeSince = async (run: StoredRun, now: EmittedModule): Promise<Change> =>
  changeBetween(madeFrom(await readRun(run, graphFile)).module, now);

/** Goes on with an interrupted run as if it had not stopped. */
export const goOn = (run: StoredRun): Promise<void> => tried(() => open(run, 'same', 'run'));

/** Puts the weights and the curve of a run in; Train begins a run of its own there. */
export const openRun = (run: StoredRun): Promise<void> => tried(() => open(run, 'fork', 'pause'));

async function open(stored: StoredRun, as: 'same' | 'fork', next: 'run' | 'pause'): Promise<void> {
  const record = recordOf(stored);
  const { weightsStep: step, seed } = record;
  if (step === undefined || seed === undefined) throw new Error('The record of this run lacks its step or its seed.');
  const run = await readRun(stored);
  const { graph, module } = madeFrom(run);
  const rungs = [...run.files]
    .flatMap(([name, bytes]) => {
      const at = snapshotStep(name);
      return at === undefined || at > step ? [] : [readLadderSnapshot({ step: at, seed }, bytes)];
    })
    .sort((a, b) => a.step - b.step);
  const top = rungs.at(-1);
  const [weights, optimizer] = [weightsFile, optimizerFile].map((name) => run.files.get(name) ?? new Uint8Array());
  const snapshot =
    top?.step === step ? top : readSnapshot({ step, seed }, weights ?? new Uint8Array(), optimizer ?? new Uint8Array());
  const log = StepLog.read(run.text(curveFile), step);
  const edits = (record.edits ?? []).filter((edit) => edit.step <= step);
  const now = useDocument.getState().module ?? module;
  const began = {
    log,
    ladder: ladderUpTo([...rungs, snapshot], step),
    edits: [...edits, ...changedNumbers(module, edits, now).map((number) => ({ step, ...number }))],
  };
  const { backend, optimizer: rule } = record;
  recorder.expect(
    as === 'fork'
      ? { ...began, parent: { id: record.id ?? stored.id, step } }
      : {
          ...began,
          id: stored.id,
          ...(changeBetween(module, now) === 'none' ? { source: { graph, module } } : {}),
          ...(record.began === undefined ? {} : { began: record.began }),
          parent: record.parent ?? null,
          resumedAt: [...(record.resumedAt ?? []), step],
          seconds: record.seconds ?? 0,
          backend,
          optimizer: rule,
        },
  );
  goOnFrom({ module, snapshot }, log, backend, next);
}

/** The live numbers that are others now than where a run was left. */
function changedNumbers({ manifest }: EmittedModule, edits: readonly LiveEdit[], now: EmittedModule): LiveNumber[] {
  const left = new Map([...liveNumbers(manifest), ...edits].map((each) => [liveKey(each), each.value]));
  return liveNumbers(now.manifest)
    .filter((number) => left.has(liveKey(number)) && left.get(liveKey(number)) !== number.value)
    .map(({ node, name, value }) => ({ node, name, value }));
}

/** A new run from a snapshot of the one that this page trains. */
export const fork = (step: number): Promise<void> =>
  tried(async () => {
    const run = recorder.current;
    const snapshot = run?.ladder.rungs.find((rung) => rung.step === step);
    if (!run || !snapshot) throw new Error(`The snapshot of step ${step} is no longer there.`);
    const log = StepLog.read(run.log.text, step);
    recorder.expect({
      log,
      ladder: ladderUpTo(run.ladder.rungs, step),
      edits: run.edits.filter((edit) => edit.step <= step),
      parent: { id: run.id, step },
    });
    goOnFrom({ module: run.module, snapshot }, log, run.opened.backend, 'pause');
  });

function goOnFrom(
  kept: { readonly module: EmittedModule; readonly snapshot: Snapshot },
  log: StepLog,
  backend: string | undefined,
  next: 'run' | 'pause',
): void {
  const chosen = backends.find((name) => name === backend);
  useTraining.getState().goOnFrom(kept, { curve: curveOf(log, kept.module), backend: chosen }, next);
}

const backends: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

export const curveOf = (log: StepLog, { manifest }: EmittedModule): Curve =>
  extendCurve(emptyCurve(manifest.terms.length), { firstStep: 0, terms: log.terms });

/** What cannot be done is said. */
async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
