import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bounds, type Evidence, type Tier } from './proof';
import { proofs } from './systems';

export interface Row extends Evidence {
  readonly system: string;
  readonly pass: boolean;
}

/** What a process is told to prove. */
export interface Task {
  readonly system: string;
  readonly tier: Tier;
}

/** What it found, or why it found nothing; `seconds` of a processor. */
export interface Outcome {
  readonly system: string;
  readonly rows: readonly Row[];
  readonly fault?: string;
  readonly seconds: number;
}

/**
 * Proves every system, or the one of `--only`, on wasm at full size, as many at once as there are processors; prints a
 * table, and writes it where `--json` or `--write` says. Answers whether all that has to hold does.
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      tier: { type: 'string', default: 'full' },
      write: { type: 'boolean', default: false },
    },
  });
  const chosen = proofs.map(({ system }) => system).filter((system) => [undefined, system].includes(values.only));
  if (!chosen.length) {
    throw new Error(`No proof is called “${values.only}”; there are ${proofs.map(({ system }) => system).join(', ')}.`);
  }
  if (values.write && (values.only !== undefined || values.tier !== 'full')) {
    throw new Error('docs/proof.md holds every system at full size: leave out --only and --tier, or --write.');
  }
  const tier = tierOf(values.tier);
  const outcomes = await proveAll(chosen.map((system) => ({ system, tier })));
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (values.write) writeFileSync('docs/proof.md', page(rows));
  const failed = rows.filter(({ pass }) => !pass).length;
  const unproved = outcomes.filter(({ fault }) => fault !== undefined).length;
  console.log(`\n${rows.length - failed} criteria hold, ${failed} do not; ${unproved} systems could not be proved.`);
  return failed === 0 && unproved === 0;
}

/** The outcomes in the order of the tasks; the slowest, which stand last, are begun first. */
async function proveAll(tasks: readonly Task[]): Promise<Outcome[]> {
  const left = [...tasks];
  const outcomes = new Map<string, Outcome>();
  const work = async (): Promise<void> => {
    for (let task = left.pop(); task; task = left.pop()) {
      const outcome = await proveApart(task);
      outcomes.set(task.system, outcome);
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return tasks.flatMap(({ system }) => outcomes.get(system) ?? []);
}

/** Proves one system in a process of its own, which ends with it. */
function proveApart(task: Task): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('prove.mjs', import.meta.url)), [task.system, task.tier]);
    child.once('message', (outcome: Outcome) => resolve(outcome));
    child.once('exit', (code, signal) => {
      const fault = `its process ended with ${signal ?? `exit code ${code}`} before it answered`;
      resolve({ system: task.system, rows: [], fault, seconds: 0 });
    });
  });
}

function report({ system, rows, fault, seconds }: Outcome): void {
  console.log(`${system}, ${seconds.toFixed(0)} s`);
  for (const row of rows) console.log(`  ${row.pass ? 'pass' : 'FAIL'}  ${cells(row).slice(1, -1).join(' · ')}`);
  if (fault !== undefined) console.log(`  FAIL  ${fault}`);
}

export function tierOf(word: string): Tier {
  if (word === 'full' || word === 'reduced') return word;
  throw new Error(`There is no tier “${word}”; choose full or reduced.`);
}

const cells = (row: Row): string[] => [
  row.system,
  row.criterion,
  row.reference,
  String(Number.isInteger(row.value) ? row.value : Number(row.value.toPrecision(4))),
  bounds(row),
  row.pass ? 'yes' : 'no',
];

function page(rows: readonly Row[]): string {
  const head = ['system', 'criterion', 'reference', 'value', 'bound', 'holds'];
  const lines = [head, head.map(() => '---'), ...rows.map(cells)].map(
    (line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return `# Proof

What \`npm run proof -- --write\` measured: each template trained from its fixed seeds on WebAssembly and held to a closed
form, a published number or another library. The proofs are in \`test/proof/systems/\`, the references in
\`test/proof/oracles/\`.

${lines.join('\n')}
`;
}
