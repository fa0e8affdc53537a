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

/** All that was measured, as a page. */
export function asPage(reports: readonly Report[]): string {
  const sections = reports.map(({ name, about, measurements, notes, bars }) => {
    const lists = [
      notes.map((note) => `- ${note}`),
      bars.map((bar) => `- ${bar.cleared ? verdict(bar) : `**${verdict(bar)}**`}: ${bar.words}`),
    ];
    return [
      `## ${name}`,
      about,
      markdown(cells(measurements)),
      ...lists.flatMap((list) => (list.length ? [list.join('\n')] : [])),
    ].join('\n\n');
  });
  return `# Benchmark

What \`npm run bench -- --write\` measured, ${machine()}. Times are milliseconds, medians of blocks of steps in which ours and
the peer take turns; the spread is half the distance between the quartiles of ours; a ratio is ours by the peer, below 1 is
faster. The peers are in \`test/bench/peers/\`: a test holds those in TensorFlow.js to the loss and the step of the emitted code.
Programs are draw calls, bytes those that a step moves to the device and back. The limit is what the multiply-adds of a step
take at the measured peak of a product of matrices, and its launches at the measured cost of one.

${sections.join('\n\n')}
`;
}

/** The table of the readme: what a step of each model takes in Chromium. */
export function asSummary(reports: readonly Report[]): string {
  const all = reports.flatMap(({ measurements }) => measurements);
  const bars = reports.flatMap((report) => report.bars);
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
    const of = (backend: string, peer: string): Measurement | undefined =>
      all.find((each) => each.case === name && each.backend === `${backend}, Chromium` && each.peer === peer);
    const pair = (backend: string): string[] => {
      const found = of(backend, byHand);
      return [found ? milliseconds(found.oursMs) : '', found?.peerMs ? milliseconds(found.peerMs) : ''];
    };
    const torch = of('wasm', pytorch)?.peerMs;
    return [
      `\`${name}\``,
      ...pair('wasm'),
      torch ? milliseconds(torch) : '',
      ...pair('cpu'),
      ...pair('webgl'),
      of('webgl', byHand)?.programs?.toFixed(0) ?? '',
    ];
  });
  return `${markdown([head, ...rows])}

“By hand” is the same model in the usual style of TensorFlow.js, PyTorch runs on one thread; measured in Chromium ${machine()},
where WebGL is software. ${bars.filter(({ cleared }) => cleared).length} of ${bars.length} bars are cleared; which are missed, the physical limits
and what each acceleration gains alone stand in [docs/benchmark.md](docs/benchmark.md).`;
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
