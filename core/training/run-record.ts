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

/** A snapshot of the ladder, both in one file: what the optimizer remembers stands behind this mark. */
const optimizerMark = 'optimizer/';

export const snapshotFile = (step: number): string => `snapshots/${String(step).padStart(8, '0')}.safetensors`;

/** The step of a snapshot's file, or undefined for any other name. */
export function snapshotStep(name: string): number | undefined {
  const digits = /^snapshots\/(\d+)\.safetensors$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Tells a record of ours from any other run.json. */
export const recordKind = 'ebm run';

/** Why a run ended; one that still runs, or rests, can go on. */
export type RunEnding = 'running' | 'paused' | 'steps' | 'stopped' | 'reset' | 'interrupted' | 'not finite' | 'failed';

/** A number or a choice that was changed while the run was on, before its next step. */
export interface LiveEdit {
  /** Steps taken when it was changed. */
  readonly step: number;
  readonly node: string;
  readonly name: string;
  readonly value: number | string;
}

/** What a run was made from, and what became of it. Digests are SHA-256 in hexadecimal. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  /** When it began, ISO 8601. */
  readonly began: string;
  readonly graph: { readonly file: string; readonly sha256: string };
  readonly code: { readonly sha256: string };
  readonly data: { readonly [node: string]: { readonly train: DataDigest; readonly test: DataDigest } };
  readonly versions: { readonly [program: string]: string };
  readonly backend: string;
  /** Of the numbers on the device. */
  readonly precision: 'float32' | 'float16';
  readonly seed: number;
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly parameters: number;
  /** The run and the step that it was forked from. */
  readonly parent: { readonly id: string; readonly step: number } | null;
  readonly edits: readonly LiveEdit[];
  /** At which steps it was taken up again. */
  readonly resumedAt: readonly number[];
  readonly steps: number;
  readonly stepsAsked: number;
  readonly epochs: number;
  /** Of the training alone. */
  readonly seconds: number;
  /** The mean energy of a batch over the last 100 steps; null before the first. */
  readonly energy: number | null;
  readonly ended: RunEnding;
  /** A sentence where it ended by a failure. */
  readonly problem: string | null;
}

export interface DataDigest {
  readonly samples: number;
  readonly sha256: string;
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

/** The files of a run by name, the record last: it stands for the others. */
export function runFiles({ graph, module, curve, snapshot, ladder, record }: RunParts): RunFile[] {
  return [
    [graphFile, graph],
    [moduleFile, module],
    [curveFile, curve],
    ...ladder.map(snapshotContent),
    [weightsFile, writeSafetensors(snapshot.weights.map(asTensor))],
    [optimizerFile, writeSafetensors(snapshot.optimizer.map(asTensor))],
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

/** A record as it was read: of a run of ours, or of an older version that kept less. */
export type WrittenRecord = Partial<RunRecord> & { readonly weightsStep?: number; readonly [key: string]: unknown };

/** Whether what a JSON file holds is the record of a run. */
export const isRecord = (value: unknown): value is WrittenRecord =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === recordKind;

/** A name for a run that sorts by time and can be a folder: `2026-01-31-235959-vae-1`. */
export function runId(began: Date, name: string, seed: number): string {
  const [date = '', time = ''] = began.toISOString().split('T');
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${date}-${time.slice(0, 8).replaceAll(':', '')}-${slug || 'model'}-${seed}`;
}

/** What runs are compared by, and how it is read from a record. */
const compared: readonly (readonly [name: string, of: (record: WrittenRecord) => unknown])[] = [
  ['graph', ({ graph }) => graph?.sha256.slice(0, 8)],
  ['code', ({ code }) => code?.sha256.slice(0, 8)],
  [
    'data',
    ({ data }) =>
      Object.values(data ?? {})
        .map(({ train }) => train.sha256.slice(0, 8))
        .join(', '),
  ],
  ['seed', ({ seed }) => seed],
  ['batch', ({ batch }) => batch],
  ['optimizer', ({ optimizer }) => optimizer],
  ['learning rate', ({ learningRate }) => learningRate],
  ['backend', ({ backend }) => backend],
  ['precision', ({ precision }) => precision],
  [
    'changed while it ran',
    ({ edits }) => edits?.map(({ step, node, name, value }) => `${node}.${name} = ${value} at ${step}`).join(', '),
  ],
  ['forked from', ({ parent }) => parent && `${parent.id} at ${parent.step}`],
  ['steps', ({ steps }) => steps],
  ['ended', ({ ended }) => ended],
];

/** The rows in which records differ: what it is, then its value in each. */
export const differences = (records: readonly WrittenRecord[]): string[][] =>
  compared
    .map(([name, of]) => [name, ...records.map((record) => String(of(record) ?? ''))])
    .filter(([, first, ...others]) => others.some((other) => other !== first));
