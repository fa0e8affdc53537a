import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWasm } from '../unit/training/backends';
import { bounds, type Evidence, passes, type Tier } from './proof';
import { proofs } from './systems';

interface Row extends Evidence {
  readonly system: string;
  readonly pass: boolean;
}

/**
 * Proves every system, or the one of `--only`, on wasm at full size; prints a table, and writes it where `--json` or
 * `--write` says. Answers whether all that has to hold does.
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
  const chosen = proofs.filter(({ system }) => values.only === undefined || system === values.only);
  if (!chosen.length) {
    throw new Error(`No proof is called “${values.only}”; there are ${proofs.map(({ system }) => system).join(', ')}.`);
  }
  if (values.write && (values.only !== undefined || values.tier !== 'full')) {
    throw new Error('docs/proof.md holds every system at full size: leave out --only and --tier, or --write.');
  }
  const tier = tierOf(values.tier);
  await startWasm();
  const rows: Row[] = [];
  let unproved = 0;
  for (const { system, prove } of chosen) {
    const start = performance.now();
    try {
      const found = (await prove(tier)).map((evidence) => ({ system, ...evidence, pass: passes(evidence) }));
      console.log(`${system}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
      for (const row of found) console.log(`  ${row.pass ? 'pass' : 'FAIL'}  ${cells(row).slice(1, -1).join(' · ')}`);
      rows.push(...found);
    } catch (error) {
      unproved++;
      console.log(`${system}\n  FAIL  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (values.write) writeFileSync('docs/proof.md', page(rows));
  const failed = rows.filter(({ pass }) => !pass).length;
  console.log(`\n${rows.length - failed} criteria hold, ${failed} do not; ${unproved} systems could not be proved.`);
  return failed === 0 && unproved === 0;
}

function tierOf(word: string): Tier {
  if (word === 'full' || word === 'reduced') return word;
  throw new Error(`There is no tier “${word}”; choose full or reduced.`);
}

const cells = (row: Row): string[] => [
  row.system,
  row.criterion,
  row.reference,
  String(Number(row.value.toPrecision(4))),
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
