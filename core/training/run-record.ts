import { type NamedTensor, readSafetensors, writeSafetensors } from '../data/safetensors';
import type { NamedWeights, Snapshot } from './protocol';

/* A run as a folder of files. The command line and the editor write and read the same. */

export const recordFile = 'run.json';
export const graphFile = 'graph.ebm.json';
export const moduleFile = 'model.mjs';
export const curveFile = 'curve.csv';
export const weightsFile = 'weights.safetensors';
/** What the optimizer remembers, without which a run goes on otherwise than it would have. */
export const optimizerFile = 'optimizer.safetensors';

/** Tells a record of ours from any other run.json. */
export const recordKind = 'ebm run';

export interface RunParts {
  readonly graph: string | Uint8Array;
  readonly module: string;
  readonly curve: string;
  readonly snapshot: Snapshot;
  readonly record: object;
}

/** The files of a run by name, the record last: it stands for the others. */
export function runFiles({ graph, module, curve, snapshot, record }: RunParts): [string, string | Uint8Array][] {
  return [
    [graphFile, graph],
    [moduleFile, module],
    [curveFile, curve],
    [weightsFile, writeSafetensors(snapshot.weights.map(asTensor))],
    [optimizerFile, writeSafetensors(snapshot.optimizer.map(asTensor))],
    [recordFile, `${JSON.stringify({ kind: recordKind, ...record, weightsStep: snapshot.step }, null, 2)}\n`],
  ];
}

/** @throws DataError where one is no safetensors file. */
export function readSnapshot(
  { step, seed }: Pick<Snapshot, 'step' | 'seed'>,
  weights: Uint8Array,
  optimizer: Uint8Array,
): Snapshot {
  const read = (bytes: Uint8Array, name: string): NamedWeights[] =>
    readSafetensors(bytes, name).tensors.map(({ name: tensor, shape, data }) => ({
      name: tensor,
      shape,
      values: data,
    }));
  return { step, seed, weights: read(weights, weightsFile), optimizer: read(optimizer, optimizerFile) };
}

const asTensor = ({ name, shape, values }: NamedWeights): NamedTensor => ({ name, shape, data: values });

/** Whether what a JSON file holds is the record of a run. */
export const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === recordKind;

/** One line a step: its number from 1, then each term. Nine digits give a float32 back exactly. */
export function curveText(names: readonly string[], terms: readonly Float32Array[]): string {
  const rows = terms.map((row, index) => [index + 1, ...[...row].map((value) => Number(value.toPrecision(9)))].join());
  return `${[['step', ...names].join(), ...rows].join('\n')}\n`;
}

/** The terms of the first steps of a curve's text. */
export function readCurve(text: string, steps: number): Float32Array[] {
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1, steps + 1);
  return rows.map((row) => Float32Array.from(row.split(',').slice(1), Number));
}
