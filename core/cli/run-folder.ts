import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../data/safetensors';
import type { NamedWeights } from '../training/protocol';
import { Fault } from './fault';
import { makeFolder, readBytes, systemCode, writeAtomically } from './files';

export const recordFile = 'run.json';
export const graphFile = 'graph.ebm.json';
export const moduleFile = 'model.mjs';
export const curveFile = 'curve.csv';
export const weightsFile = 'weights.safetensors';

/** Tells a record of ours from any other run.json. */
export const recordKind = 'ebm run';

/** Makes the folder of a run, or takes over that of an earlier one; any other folder that holds something is left alone. */
export async function prepareRunFolder(path: string): Promise<void> {
  await makeFolder(path);
  const entries = await readdir(path).catch((error: unknown) => {
    throw new Fault(`${path} cannot be listed (${systemCode(error)}); name another folder for the run.`);
  });
  if (entries.length && !(await isRun(path))) {
    throw new Fault(`${path} holds files and is not a run; name an empty or new folder for the run.`);
  }
}

async function isRun(path: string): Promise<boolean> {
  try {
    const record: unknown = JSON.parse(await readFile(join(path, recordFile), 'utf8'));
    return typeof record === 'object' && record !== null && 'kind' in record && record.kind === recordKind;
  } catch {
    return false;
  }
}

/** Each file in one move, the record last: it stands for the others. */
export async function writeRun(
  path: string,
  files: {
    readonly graph: Uint8Array;
    readonly module: string;
    readonly curve: string;
    readonly weights: readonly NamedWeights[];
    readonly record: object;
  },
): Promise<void> {
  const tensors = files.weights.map(({ name, shape, values }) => ({ name, shape, data: values }));
  await writeAtomically(join(path, graphFile), files.graph);
  await writeAtomically(join(path, moduleFile), files.module);
  await writeAtomically(join(path, curveFile), files.curve);
  await writeAtomically(join(path, weightsFile), writeSafetensors(tensors));
  await writeAtomically(join(path, recordFile), `${JSON.stringify({ kind: recordKind, ...files.record }, null, 2)}\n`);
}

export async function readWeights(run: string): Promise<readonly NamedTensor[]> {
  const path = join(run, weightsFile);
  return readSafetensors(await readBytes(path), path).tensors;
}

/** One line a step: its number from 1, then each term. Nine digits give a float32 back exactly. */
export function curveText(names: readonly string[], terms: readonly Float32Array[]): string {
  const rows = terms.map((row, index) => [index + 1, ...[...row].map((value) => Number(value.toPrecision(9)))].join());
  return `${[['step', ...names].join(), ...rows].join('\n')}\n`;
}
