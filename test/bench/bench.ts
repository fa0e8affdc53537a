import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accelerationsAlone } from './cases/accelerations';
import { canvas } from './cases/canvas';
import { graphSize } from './cases/graph-size';
import { growth } from './cases/growth';
import { pictures } from './cases/pictures';
import { templates } from './cases/templates';
import { training } from './cases/training';
import { vscode } from './cases/vscode';
import type { BenchCase, Measurement } from './measurement';

/** Every case; a new one is one file and one word here. */
const cases: readonly BenchCase[] = [
  ...training,
  templates,
  accelerationsAlone,
  growth,
  graphSize,
  pictures,
  canvas,
  vscode,
];

/** Measures what is asked for, prints it, and answers whether every bar is cleared. */
export async function bench(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const chosen = cases.filter(({ name }) => values.only === undefined || name === values.only);
  if (!chosen.length) {
    throw new Error(`No case is called “${values.only}”; there are ${cases.map(({ name }) => name).join(', ')}.`);
  }
  const all: Measurement[] = [];
  let cleared = true;
  for (const { name, about, run } of chosen) {
    console.log(`\n${name}: ${about}\n`);
    const { measurements, notes, bars } = await run({ quick: values.quick });
    console.log(table(measurements));
    console.log(['', ...notes, ...bars.map((bar) => `${bar.cleared ? 'cleared' : 'MISSED '} ${bar.words}`)].join('\n'));
    all.push(...measurements);
    cleared &&= bars.every((bar) => bar.cleared);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  return cleared;
}

function table(measurements: readonly Measurement[]): string {
  const head = ['case', 'backend', 'ours', 'spread', 'peer', 'peer takes', 'ratio', 'programs'];
  const rows = measurements.map((each) => [
    each.case,
    each.backend,
    milliseconds(each.oursMs),
    `± ${Math.round(100 * each.spread)} %`,
    each.peer ?? '',
    each.peerMs === null ? '' : milliseconds(each.peerMs),
    each.ratio?.toFixed(2) ?? '',
    each.programs?.toString() ?? '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const milliseconds = (value: number): string => `${value.toPrecision(3)} ms`;
