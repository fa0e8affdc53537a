import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { assembly } from './assemble.mjs';
import { installDebianPackages } from './debian.mjs';
import { main, repository, run } from './process.mjs';

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number[]} ours
 * @property {'equal' | 'bound'} relation
 * @property {number} within
 */

const folder = join(repository, 'dist', 'parity');
const file = (/** @type {string} */ name) => join(folder, name);

/** Compares the oracles and the emitted formulas with scikit-learn and PyTorch: a table, and exit code 1 where one differs. */
await main(async () => {
  const python = (await findPython()) ?? (await installPython());
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: repository,
    entryPoints: ['test/parity/figures.ts'],
    outfile: file('figures.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    plugins: [assembly],
    logLevel: 'warning',
  });
  await step(process.execPath, [file('figures.mjs'), file('ours.json')]);
  await step(python, [join('test', 'parity', 'reference.py'), file('ours.json'), file('theirs.json')]);

  /** @type {{ figures: Figure[], uncompared: string[] }} */
  const { figures, uncompared } = JSON.parse(readFileSync(file('ours.json'), 'utf8'));
  /** @type {{ [name: string]: number[] }} */
  const reference = JSON.parse(readFileSync(file('theirs.json'), 'utf8'));
  const compared = figures.map((figure) => compare(figure, reference[figure.name]));
  for (const name of Object.keys(reference)) {
    if (!figures.some((figure) => figure.name === name)) throw new Error(`The reference alone has a figure “${name}”.`);
  }
  const failed = compared.filter(({ passed }) => !passed).length;
  const header = ['figure', 'ours', 'theirs', 'difference', 'allowed', ''];
  printTable([header, ...compared.map(({ cells }) => cells)]);
  console.log(`\n${compared.length - failed} figures agree with the reference, ${failed} do not.`);
  if (uncompared.length) console.log(`No figure compares ${uncompared.join(', ')}: add a case to test/unit/emit.`);
  if (failed || uncompared.length) process.exitCode = 1;
});

/**
 * @param {string} command
 * @param {string[]} args
 */
async function step(command, args) {
  const code = await run(command, args, { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  if (code !== 0) throw new Error(`${args[0]} ended with exit code ${code}, so nothing was compared.`);
}

/** A Python that has both libraries: the one on the PATH, or the system's. */
async function findPython() {
  return ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import sklearn, torch'], { stdio: 'ignore' }).status === 0,
  );
}

/** Debian's packages are those of its own Python. */
async function installPython() {
  console.log('No Python here has both scikit-learn and PyTorch, which the figures are compared with.');
  await installDebianPackages(['python3', 'python3-sklearn', 'python3-torch'], console.log);
  const python = await findPython();
  if (!python) throw new Error('Install scikit-learn and PyTorch for python3, then run npm run parity again.');
  return python;
}

/**
 * @param {Figure} figure
 * @param {number[] | undefined} theirs
 * @returns {{ cells: string[], passed: boolean }}
 */
function compare({ name, ours, relation, within }, theirs) {
  if (theirs?.length !== ours.length) {
    return {
      cells: [name, `${ours.length} numbers`, `${theirs?.length ?? 'no'} numbers`, '', '', 'FAIL'],
      passed: false,
    };
  }
  const scale = Math.max(...theirs.map(Math.abs));
  const differences = theirs.map((value, index) => {
    const above = value - (ours[index] ?? Number.NaN);
    return relation === 'equal' ? Math.abs(above) : above;
  });
  const largest = Math.max(...differences);
  const passed = relation === 'equal' ? largest <= within * scale : largest <= within;
  const allowed = relation === 'equal' ? within.toExponential(0) : `≤ ours + ${within.toExponential(0)}`;
  const difference = relation === 'equal' && scale > 0 ? largest / scale : largest;
  return {
    cells: [name, summary(ours), summary(theirs), difference.toExponential(1), allowed, passed ? 'ok' : 'FAIL'],
    passed,
  };
}

/**
 * One number as it is, several by their Euclidean length.
 * @param {number[]} values
 */
function summary(values) {
  const [only = Number.NaN] = values;
  return values.length === 1
    ? String(Number(only.toPrecision(8)))
    : `‖${values.length}‖ = ${Math.hypot(...values).toPrecision(7)}`;
}

/** @param {string[][]} rows */
function printTable(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
