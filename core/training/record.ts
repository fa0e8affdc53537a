/* What is written of a run, beside its curve and its weights. */

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
