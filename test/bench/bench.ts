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
import { asSummary, asText, type Report, withSection, withSummary } from './report';

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
  const named = values.only?.split(',') ?? cases.map(({ name }) => name);
  const unknown = named.filter((wanted) => cases.every(({ name }) => name !== wanted));
  if (unknown.length) {
    throw new Error(
      `No case is called “${unknown.join('” or “')}”; there are ${cases.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (values.write && values.quick) {
    throw new Error('docs/benchmark.md holds what was measured with care: leave out --quick, or --write.');
  }
  const chosen = cases.filter(({ name }) => named.includes(name));
  const reports: Report[] = [];
  for (const { name, about, run } of chosen) {
    console.log(`\n${name}: ${about}\n`);
    const report = { name, about, ...(await run({ quick: values.quick }).catch(broken)) };
    console.log(asText(report));
    reports.push(report);
    if (values.write) keep(report);
  }
  if (values.json !== undefined) {
    const all = reports.flatMap(({ measurements }) => measurements);
    writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  }
  return reports.every(({ bars }) => bars.every(({ cleared }) => cleared));
}

/** At once, so that a run that is ended early has not measured in vain. */
function keep(report: Report): void {
  const page = withSection(readFileSync('docs/benchmark.md', 'utf8'), report);
  writeFileSync('docs/benchmark.md', page);
  writeFileSync('README.md', withSummary(readFileSync('README.md', 'utf8'), asSummary(page)));
}

/** A case that breaks is a bar missed, and takes none of the others with it. */
const broken = (error: unknown): Outcome => ({
  measurements: [],
  notes: [],
  bars: [{ words: `it broke: ${error instanceof Error ? error.message : String(error)}`, cleared: false }],
});
