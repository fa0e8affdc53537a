import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { differences, type WrittenRecord } from '../../training/record';
import type { Command } from '../command';
import { Fault, printable } from '../fault';
import { readCurveOf, readRecord } from '../run-folder';

interface FoundRun {
  readonly path: string;
  readonly record: WrittenRecord;
}

/** How many points of their curves are laid beside each other. */
const points = 10;

export const runsCommand: Command = {
  name: 'runs',
  about: 'Lists runs, the newest first, or lays some beside each other: what differs, and their energies.',
  operands: '[PATH…]',
  options: [
    { name: 'compare', about: 'What differs between the runs, and the energy of each over the steps.' },
    { name: 'json', about: 'One JSON array: the record of each run, with its path.' },
  ],
  example: 'ebm runs runs --compare',
  async run(given) {
    const found = (await Promise.all((given.operands.length ? given.operands : ['runs']).map(runsAt))).flat();
    found.sort((a, b) => String(b.record.began ?? '').localeCompare(String(a.record.began ?? '')));
    if (given.flag('json')) {
      process.stdout.write(`${JSON.stringify(found.map(({ path, record }) => ({ path, ...record })))}\n`);
      return 0;
    }
    const table = given.flag('compare') ? await comparison(found) : listing(found);
    process.stdout.write(printable(`${aligned(table)}\n`));
    return 0;
  },
};

/** The run in a folder, or those one level below it. */
async function runsAt(path: string): Promise<FoundRun[]> {
  const record = await readRecord(path);
  if (record) return [{ path, record }];
  const names = await readdir(path).catch(() => {
    throw new Fault(`There is no folder ${path}; name a run that ebm train --out wrote, or a folder of them.`);
  });
  const below = await Promise.all(
    names.map(async (name) => ({ path: join(path, name), record: await readRecord(join(path, name)) })),
  );
  const runs = below.flatMap(({ path: each, record: found }) => (found ? [{ path: each, record: found }] : []));
  if (!runs.length) throw new Fault(`${path} holds no run; ebm train --out writes one.`);
  return runs;
}

const listing = (runs: readonly FoundRun[]): string[][] => [
  ['run', 'began', 'seed', 'steps', 'energy', 'ended', 'backend', 'graph', 'forked from'],
  ...runs.map(({ path, record }) => {
    const { began, seed, steps, energy, ended, backend, graph, parent } = record;
    return [
      path,
      began?.slice(0, 16).replace('T', ' ') ?? '',
      seed,
      steps,
      typeof energy === 'number' ? Number(energy.toPrecision(5)) : '',
      ended,
      backend,
      graph?.sha256.slice(0, 8),
      parent ? `${parent.id} at ${parent.step}` : '',
    ].map((cell) => String(cell ?? ''));
  }),
];

/** First what differs, then the mean energy of each tenth of the longest run. */
async function comparison(runs: readonly FoundRun[]): Promise<string[][]> {
  if (runs.length < 2) throw new Fault('Two runs or more are compared; this is one.');
  const logs = await Promise.all(runs.map(({ path }) => readCurveOf(path)));
  const longest = Math.max(...logs.map(({ steps }) => steps));
  const stride = Math.max(1, Math.ceil(longest / points));
  const rows = Array.from({ length: Math.ceil(longest / stride) }, (_, point) => [
    `energy to step ${Math.min(longest, (point + 1) * stride)}`,
    ...logs.map((log) => {
      const mean = log.meanEnergy(point * stride, (point + 1) * stride);
      return mean === undefined ? '' : String(Number(mean.toPrecision(5)));
    }),
  ]);
  return [['', ...runs.map(({ path }) => path)], ...differences(runs.map(({ record }) => record)), ...rows];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
