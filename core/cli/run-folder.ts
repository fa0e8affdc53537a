import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedTensor, readSafetensors } from '../data/safetensors';
import type { Snapshot } from '../training/protocol';
import {
  curveFile,
  isRecord,
  optimizerFile,
  type RunParts,
  readCurve,
  readSnapshot,
  recordFile,
  runFiles,
  weightsFile,
} from '../training/run-record';
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

async function readRecord(path: string): Promise<{ readonly [key: string]: unknown } | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(join(path, recordFile), 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Each file in one move. */
export async function writeRun(path: string, parts: RunParts): Promise<void> {
  for (const [name, content] of runFiles(parts)) await writeAtomically(join(path, name), content);
}

export async function readWeights(run: string): Promise<readonly NamedTensor[]> {
  const path = join(run, weightsFile);
  return readSafetensors(await readBytes(path), path).tensors;
}

/** A run that stopped, as it must be known to go on. */
export interface EarlierRun {
  readonly snapshot: Snapshot;
  /** The terms of the steps that the snapshot has seen. */
  readonly curve: readonly Float32Array[];
  readonly record: { readonly [key: string]: unknown };
  readonly batch: number;
  /** Where it was to end. */
  readonly steps: number;
  readonly seconds: number;
  /** At which steps it was taken up before. */
  readonly resumedAt: readonly number[];
}

/** @throws Fault where it is no run, or one of a version that kept too little. */
export async function readRun(path: string): Promise<EarlierRun> {
  const record = await readRecord(path);
  if (!record) throw new Fault(`${path} is not a run; name the folder that ebm train --out wrote.`);
  const number = (name: string): number => {
    const value = record[name];
    if (typeof value !== 'number') throw new Fault(`${path} cannot be taken up: its record lacks “${name}”.`);
    return value;
  };
  const [step, seed] = [number('weightsStep'), number('seed')];
  const [weights, optimizer, curve] = await Promise.all(
    [weightsFile, optimizerFile, curveFile].map((name) => readBytes(join(path, name))),
  );
  if (!weights || !optimizer || !curve) throw new Fault(`${path} cannot be read.`);
  const resumedAt = Array.isArray(record.resumedAt) ? record.resumedAt.filter(Number.isInteger) : [];
  return {
    snapshot: readSnapshot({ step, seed }, weights, optimizer),
    curve: readCurve(new TextDecoder().decode(curve), step),
    record,
    batch: number('batch'),
    steps: number('stepsAsked'),
    seconds: number('seconds'),
    resumedAt,
  };
}
