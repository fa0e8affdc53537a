import { cpus } from 'node:os';
import { byHand, pytorch } from './cases/training-bars';
import type { Bar, Measurement, Outcome } from './measurement';
import { models } from './models';

/** A case that was run. */
export interface Report extends Outcome {
  readonly name: string;
  readonly about: string;
}

const columns: readonly (readonly [title: string, cell: (of: Measurement) => string])[] = [
  ['case', (of) => of.case],
  ['backend', (of) => of.backend],
  ['ours', (of) => milliseconds(of.oursMs)],
  ['spread', (of) => `± ${Math.round(100 * of.spread)} %`],
  ['peer', (of) => of.peer ?? ''],
  ['peer takes', (of) => (of.peerMs === null ? '' : milliseconds(of.peerMs))],
  ['ratio', (of) => of.ratio?.toFixed(2) ?? ''],
  ['programs', (of) => of.programs?.toFixed(0) ?? ''],
  ['bytes moved', (of) => of.bytesMoved?.toFixed(0) ?? ''],
  ['limit', (of) => (of.limitMs === undefined ? '' : milliseconds(of.limitMs))],
];

/** Rows of text, those columns alone in which anything stands. */
function cells(measurements: readonly Measurement[]): string[][] {
  const rows = measurements.map((each) => columns.map(([, cell]) => cell(each)));
  const told = columns.flatMap((_, column) => (rows.some((row) => row[column]) ? [column] : []));
  return [columns.map(([title]) => title), ...rows].map((row) => told.map((column) => row[column] ?? ''));
}

export function asText({ measurements, notes, bars }: Outcome): string {
  const rows = cells(measurements);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...table, '', ...notes, ...bars.map((bar) => `${verdict(bar).padEnd(7)} ${bar.words}`)].join('\n');
}

/** A page for sections to come. */
export const emptyPage = `# Benchmark

What \`npm run bench -- --write\` measured, each case on the machine that it names. Times are milliseconds, medians of blocks of steps
in which ours and the peer take turns; the spread is half the distance between the quartiles of ours; a ratio is ours by the peer, below
1 is faster. The peers are in \`test/bench/peers/\`: a test holds those in TensorFlow.js to the loss and the step of the emitted code.
Programs are draw calls, bytes those that a step moves to the device and back. The limit is what the multiply-adds of a step
take at the measured peak of a product of matrices, and its launches at the measured cost of one.
`;

/** A page with what was measured in place of the section of the same case; one that it did not have comes last. */
export function withSection(page: string, report: Report): string {
  const [, ...old] = page.trimEnd().split(/\n\n(?=## )/);
  const sections = new Map(old.map((text) => [/^## (.*)/.exec(text)?.[1], text]));
  sections.set(report.name, asSection(report));
  return `${[emptyPage.trimEnd(), ...sections.values()].join('\n\n')}\n`;
}

function asSection({ name, about, measurements, notes, bars }: Report): string {
  const lists = [
    notes.map((note) => `- ${note}`),
    bars.map((bar) => `- ${bar.cleared ? verdict(bar) : `**${verdict(bar)}**`}: ${bar.words}`),
  ];
  return [
    `## ${name}`,
    `${about} Measured ${machine()}.`,
    markdown(cells(measurements)),
    ...lists.flatMap((list) => (list.length ? [list.join('\n')] : [])),
  ].join('\n\n');
}

/** The table of the readme, as a page has it: what a step of each model takes in Chromium. */
export function asSummary(page: string): string {
  const all = rowsOf(page);
  const count = (bars: RegExp): number => page.match(bars)?.length ?? 0;
  const [cleared, missed] = [count(/^- cleared: /gm), count(/^- \*\*MISSED\*\*: /gm)];
  const head = [
    'A training step',
    'WebAssembly',
    'by hand',
    'PyTorch',
    'JavaScript',
    'by hand',
    'WebGL',
    'by hand',
    'programs',
  ];
  const rows = models.map(({ name }) => {
    const of = (backend: string, peer: string, column: string): string =>
      all
        .find((row) => row.get('case') === name && row.get('backend') === backend && row.get('peer') === peer)
        ?.get(column) ?? '';
    const pair = (backend: string): string[] => ['ours', 'peer takes'].map((column) => of(backend, byHand, column));
    return [
      `\`${name}\``,
      ...pair('wasm, Chromium'),
      of('wasm, Chromium', pytorch, 'peer takes'),
      ...pair('cpu, Chromium'),
      ...pair('webgl, Chromium'),
      of('webgl, Chromium', byHand, 'programs'),
    ];
  });
  return `${markdown([head, ...rows])}

“By hand” is the same model in the usual style of TensorFlow.js, PyTorch runs on one thread; measured in Chromium ${placesOf(page)},
where WebGL is software. ${cleared} of ${cleared + missed} bars are cleared; ${missed ? 'which are missed' : 'by how much'}, the physical limits
and what each acceleration gains alone stand in [docs/benchmark.md](docs/benchmark.md).`;
}

/** The rows of all tables of a page, each by the titles of its columns. */
function rowsOf(page: string): ReadonlyMap<string, string>[] {
  const tables = page.match(/(?:^\|.*\n)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [titles = [], , ...rows] = table
      .trimEnd()
      .split('\n')
      .map((row) => row.slice(2, -2).split(' | '));
    return rows.map((row) => new Map(titles.map((title, column) => [title, row[column] ?? ''])));
  });
}

/** Where the cases of a page were measured. */
function placesOf(page: string): string {
  const places = [...page.matchAll(/ Measured (on .*)\.$/gm)].map(([, place]) => place);
  return [...new Set(places)].join(' and ');
}

const markers = ['<!-- npm run bench -- --write -->', '<!-- end of the benchmark -->'] as const;

/** A text with what stands between the markers replaced. */
export function withSummary(text: string, summary: string): string {
  const [start, end] = markers.map((marker) => text.indexOf(marker));
  if (start === undefined || end === undefined || start < 0 || end < start)
    throw new Error(`README.md has no ${markers.join(' … ')} to write the summary into.`);
  return `${text.slice(0, start + markers[0].length)}\n${summary}\n${text.slice(end)}`;
}

const verdict = ({ cleared }: Bar): string => (cleared ? 'cleared' : 'MISSED');

const markdown = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function machine(): string {
  const [first, ...rest] = cpus();
  return `on ${rest.length + 1} cores of ${first?.model.trim() || 'an unnamed processor'}`;
}

const milliseconds = (value: number): string => `${Number(value.toPrecision(3))} ms`;
