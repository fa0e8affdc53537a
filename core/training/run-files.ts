import { type NamedTensor, readSafetensors, writeSafetensors } from '../data/safetensors';
import type { NamedWeights, Snapshot } from './protocol';
import { type RunRecord, recordKind } from './record';

/* A run as a folder of files. The command line and the editor write and read the same. */

export const recordFile = 'run.json';
export const graphFile = 'graph.ebm.json';
export const moduleFile = 'model.mjs';
export const curveFile = 'curve.csv';
export const weightsFile = 'weights.safetensors';
/** What the optimizer remembers, without which a run goes on otherwise than it would have. */
export const optimizerFile = 'optimizer.safetensors';

/** A snapshot of the ladder, both in one file: what the optimizer remembers stands behind this mark. */
const optimizerMark = 'optimizer/';

export const snapshotFile = (step: number): string => `snapshots/${String(step).padStart(8, '0')}.safetensors`;

/** The step of a snapshot's file, or undefined for any other name. */
export function snapshotStep(name: string): number | undefined {
  const digits = /^snapshots\/(\d+)\.safetensors$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export interface RunParts {
  readonly graph: string | Uint8Array;
  readonly module: string;
  readonly curve: string;
  readonly snapshot: Snapshot;
  readonly ladder: readonly Snapshot[];
  readonly record: RunRecord;
}

export type RunFile = readonly [name: string, content: string | Uint8Array];

/**
 * The files of a run by name, the record last: it stands for the others. While it runs, the last of its ladder stands for the
 * weights.
 */
export function runFiles({ graph, module, curve, snapshot, ladder, record }: RunParts): RunFile[] {
  const weights = (): RunFile[] => [
    [weightsFile, writeSafetensors(snapshot.weights.map(asTensor))],
    [optimizerFile, writeSafetensors(snapshot.optimizer.map(asTensor))],
  ];
  return [
    [graphFile, graph],
    [moduleFile, module],
    [curveFile, curve],
    ...ladder.map(snapshotContent),
    ...(record.ended === 'running' ? [] : weights()),
    [recordFile, recordText(record, snapshot.step)],
  ];
}

export const recordText = (record: RunRecord, weightsStep: number): string =>
  `${JSON.stringify({ kind: recordKind, ...record, curve: curveFile, weightsStep }, null, 2)}\n`;

export const snapshotContent = ({ step, weights, optimizer }: Snapshot): RunFile => [
  snapshotFile(step),
  writeSafetensors([
    ...weights.map(asTensor),
    ...optimizer.map((each) => ({ ...asTensor(each), name: optimizerMark + each.name })),
  ]),
];

/** @throws DataError where it is no safetensors file. */
export function readLadderSnapshot({ step, seed }: Pick<Snapshot, 'step' | 'seed'>, bytes: Uint8Array): Snapshot {
  const all = read(bytes, snapshotFile(step));
  const isOptimizer = ({ name }: NamedWeights): boolean => name.startsWith(optimizerMark);
  return {
    step,
    seed,
    weights: all.filter((each) => !isOptimizer(each)),
    optimizer: all.filter(isOptimizer).map((each) => ({ ...each, name: each.name.slice(optimizerMark.length) })),
  };
}

/** @throws DataError where one is no safetensors file. */
export const readSnapshot = (
  { step, seed }: Pick<Snapshot, 'step' | 'seed'>,
  weights: Uint8Array,
  optimizer: Uint8Array,
): Snapshot => ({ step, seed, weights: read(weights, weightsFile), optimizer: read(optimizer, optimizerFile) });

const read = (bytes: Uint8Array, name: string): NamedWeights[] =>
  readSafetensors(bytes, name).tensors.map(({ name: tensor, shape, data }) => ({ name: tensor, shape, values: data }));

const asTensor = ({ name, shape, values }: NamedWeights): NamedTensor => ({ name, shape, data: values });
