import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { installDependencies } from './freshness.mjs';
import { localCommand, main, repository, run } from './process.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

const results = join(repository, 'test', 'results');

/** A gate that hangs is ended and counts as failed. */
const patience = { command: 5 * 60_000, tests: 25 * 60_000 };

/** @type {Promise<boolean> | undefined} */
let serverIsThere;

/** The gates in their order; each answers what passed and what failed. @type {Record<string, () => Promise<Count>>} */
const gates = {
  install: async () => {
    await installDependencies(console.log);
    await ensureChromium();
    return one(true);
  },
  lint: () => command(localCommand('biome'), ['ci', '.']),
  types: () => command(localCommand('tsc'), ['--noEmit', '-p', '.']),
  build: () => command('npm', ['run', '--silent', 'build']),
  // They share no page and no port: a process for every processor.
  unit: () => vitest('unit', '--maxWorkers=100%'),
  page: () => vitest('page'),
  package: () => command('npm', ['run', '--silent', 'package']),
  vscode: async () => {
    if (!(await (serverIsThere ?? installServer()))) return one(false);
    return vitest('vscode');
  },
};

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only ? [values.only] : Object.keys(gates);
  mkdirSync(results, { recursive: true });
  const total = { passed: 0, failed: 0 };
  const table = [];
  for (const name of names) {
    const gate = gates[name];
    if (!gate) throw new Error(`There is no gate ${name}: choose one of ${Object.keys(gates).join(', ')}.`);
    console.log(`\n── ${name}`);
    const started = performance.now();
    const count = await gate().catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      return one(false);
    });
    total.passed += count.passed;
    total.failed += count.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    table.push(`${name.padEnd(8)} ${seconds.padStart(5)} s  ${count.passed} passed, ${count.failed} failed`);
    // The server takes a minute or two to install; meanwhile the gates that do not need it run.
    if (name === 'install' && count.failed === 0 && names.includes('vscode'))
      serverIsThere = installServer('in the background');
  }
  console.log(`\n${table.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
});

/**
 * @param {boolean} passed
 * @returns {Count}
 */
function one(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/**
 * @param {string} program
 * @param {string[]} args
 */
async function command(program, args) {
  return one((await run(program, args, { timeout: patience.command })) === 0);
}

/**
 * Runs one project of the tests and reads the numbers from its report; a crash without a report is one failure.
 * @param {string} project
 * @param {string[]} flags
 * @returns {Promise<Count>}
 */
async function vitest(project, ...flags) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  const args = [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...flags,
  ];
  const code = await run(localCommand('vitest'), args, { timeout: patience.tests });
  const { passed, failed } = readReport(report);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/**
 * @param {string} report
 * @returns {Count}
 */
function readReport(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/**
 * In a process of its own, so that it can give way to the gates that run meanwhile.
 * @param {'in the background'} [when]
 */
async function installServer(when) {
  const script = fileURLToPath(new URL('vscode-server.mjs', import.meta.url));
  return (await run(process.execPath, [script], { background: when !== undefined })) === 0;
}
