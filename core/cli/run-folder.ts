import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NamedTensor, readSafetensors } from '../data/safetensors';
import type { Snapshot } from '../training/protocol';
import { isRecord, type LiveEdit, type WrittenRecord } from '../training/record';
import {
  curveFile,
  optimizerFile,
  type RunParts,
  readLadderSnapshot,
  readSnapshot,
  recordFile,
  runFiles,
  snapshotFile,
  snapshotStep,
  weightsFile,
} from '../training/run-files';
import { SnapshotLadder } from '../training/snapshot-ladder';
import { StepLog } from '../training/step-log';
import { Fault } from './fault';
import { makeFolder, readBytes, systemCode, writeAtomically } from './files';

/** Makes the folder of a run, or takes over that of an earlier one; any other folder that holds something is left alone. */
export async function prepareRunFolder(path: string): Promise<void> {
  await makeFolder(path);
  const entries = await readdir(path).catch((error: unknown) => {
    throw new Fault(`${path} cannot be listed (${systemCode(error)}); name another folder for the run.`);
  });
  if (entries.length && !(await readRecord(path))) {
    throw new Fault(`${path} holds files and is not a run; name an empty or new folder for the run.`);
  }
}

/** The record in a folder, or undefined where there is none. */
export async function readRecord(path: string): Promise<WrittenRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(join(path, recordFile), 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Each file in one move; the snapshots of an earlier run in the same folder go. */
export async function writeRun(path: string, parts: RunParts): Promise<void> {
  const files = runFiles(parts);
  await makeFolder(join(path, dirname(snapshotFile(0))));
  for (const [name, content] of files) await writeAtomically(join(path, name), content);
  const stale = (await snapshotSteps(path)).map(snapshotFile).filter((name) => files.every(([kept]) => kept !== name));
  for (const name of stale) await rm(join(path, name));
}

/** The steps of a run's ladder, rising. */
export async function snapshotSteps(path: string): Promise<number[]> {
  const folder = dirname(snapshotFile(0));
  const names = await readdir(join(path, folder)).catch(() => []);
  return names.flatMap((name) => snapshotStep(`${folder}/${name}`) ?? []).sort((a, b) => a - b);
}

/** Of a run that was cut off while it ran, those of its last snapshot. */
export async function readWeights(run: string): Promise<readonly NamedTensor[]> {
  const { ended, weightsStep: step = 0 } = (await readRecord(run)) ?? {};
  if (ended === 'running') {
    const { weights } = readLadderSnapshot({ step, seed: 0 }, await readBytes(join(run, snapshotFile(step))));
    return weights.map(({ name, shape, values }) => ({ name, shape, data: values }));
  }
  const path = join(run, weightsFile);
  return readSafetensors(await readBytes(path), path).tensors;
}

/** The terms of all steps of a run. */
export const readCurveOf = async (run: string): Promise<StepLog> =>
  StepLog.read(new TextDecoder().decode(await readBytes(join(run, curveFile))));

/** A run that stopped, as it must be known to go on. */
export interface EarlierRun {
  readonly snapshot: Snapshot;
  /** The terms of the steps that the snapshot has seen. */
  readonly log: StepLog;
  /** The snapshots before it. */
  readonly ladder: SnapshotLadder;
  readonly record: WrittenRecord;
  /** Numbers that were changed up to the snapshot. */
  readonly edits: readonly LiveEdit[];
  readonly batch: number;
  /** Where it was to end. */
  readonly steps: number;
  readonly seconds: number;
  /** At which steps it was taken up before. */
  readonly resumedAt: readonly number[];
}

/**
 * A run as it ended, or as it was at a step of its ladder.
 *
 * @throws Fault where it is no run, has no such step, or is of a version that kept too little.
 */
export async function readRun(path: string, at?: number): Promise<EarlierRun> {
  const record = await readRecord(path);
  if (!record) throw new Fault(`${path} is not a run; name the folder that ebm train --out wrote.`);
  const number = (name: string): number => {
    const value = record[name];
    if (typeof value !== 'number') throw new Fault(`${path} cannot be taken up: its record lacks “${name}”.`);
    return value;
  };
  const [last, seed] = [number('weightsStep'), number('seed')];
  const step = at ?? last;
  const resumedAt = Array.isArray(record.resumedAt) ? record.resumedAt.filter(Number.isInteger) : [];
  const steps = await snapshotSteps(path);
  if (step !== last && !steps.includes(step))
    throw new Fault(`${path} has no snapshot of step ${step}; it has ${[...steps, last].join(', ')}.`);
  const ladder = new SnapshotLadder();
  for (const rung of steps.filter((each) => each <= step))
    ladder.add(readLadderSnapshot({ step: rung, seed }, await readBytes(join(path, snapshotFile(rung)))));
  const top = ladder.rungs.at(-1);
  return {
    // Of a run that was cut off while it was written, the snapshot is whole; the weights may be of another step.
    snapshot:
      top?.step === step
        ? top
        : readSnapshot(
            { step, seed },
            await readBytes(join(path, weightsFile)),
            await readBytes(join(path, optimizerFile)),
          ),
    ladder,
    log: StepLog.read(new TextDecoder().decode(await readBytes(join(path, curveFile))), step),
    record,
    edits: (record.edits ?? []).filter((edit) => edit.step <= step),
    batch: number('batch'),
    steps: number('stepsAsked'),
    seconds: number('seconds'),
    resumedAt,
  };
}
