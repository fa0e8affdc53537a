import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accelerationsAlone } from './cases/accelerations';
import { canvas } from './cases/canvas';
import { graphSize } from './cases/graph-size';
import { growth } from './cases/growth';
import { input } from './cases/input';
import { pictures } from './cases/pictures';
import { templates } from './cases/templates';
import { training } from './cases/training';
import { vscode } from './cases/vscode';
import type { BenchCase, Outcome } from './measurement';
import { asPage, asSummary, asText, type Report, withSummary } from './report';

/** Every case; a new one is one file and one word here. */
const cases: readonly BenchCase[] = [
  ...training,
  templates,
  accelerationsAlone,
  growth,
  graphSize,
  pictures,
  canvas,
  input,
  vscode,
];

/** Measures what is asked for, prints it, and answers whether every bar is cleared. */
export async function bench(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const chosen = cases.filter(({ name }) => values.only === undefined || name === values.only);
  if (!chosen.length) {
    throw new Error(`No case is called “${values.only}”; there are ${cases.map(({ name }) => name).join(', ')}.`);
  }
  if (values.write && (values.only !== undefined || values.quick)) {
    throw new Error('docs/benchmark.md holds every case, whole: leave out --only and --quick, or --write.');
  }
  const reports: Report[] = [];
  for (const { name, about, run } of chosen) {
    console.log(`\n${name}: ${about}\n`);
    const report = { name, about, ...(await run({ quick: values.quick }).catch(broken)) };
    console.log(asText(report));
    reports.push(report);
  }
  if (values.json !== undefined) {
    const all = reports.flatMap(({ measurements }) => measurements);
    writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  }
  if (values.write) {
    writeFileSync('docs/benchmark.md', asPage(reports));
    writeFileSync('README.md', withSummary(readFileSync('README.md', 'utf8'), asSummary(reports)));
  }
  return reports.every(({ bars }) => bars.every(({ cleared }) => cleared));
}

/** A case that breaks is a bar missed, and takes none of the others with it. */
const broken = (error: unknown): Outcome => ({
  measurements: [],
  notes: [],
  bars: [{ words: `it broke: ${error instanceof Error ? error.message : String(error)}`, cleared: false }],
});
