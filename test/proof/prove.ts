import { startWasm } from '../unit/training/backends';
import { passes } from './proof';
import { type Outcome, tierOf } from './run';
import { proofs } from './systems';

/* Proves the system that the command line names at the tier that it names, and sends what it found to who started it. */

const [system = '', tier = ''] = process.argv.slice(2);

async function prove(): Promise<Outcome['rows']> {
  const proof = proofs.find((each) => each.system === system);
  if (!proof) throw new Error(`No proof is called “${system}”.`);
  await startWasm();
  return (await proof.prove(tierOf(tier))).map((evidence) => ({ system, ...evidence, pass: passes(evidence) }));
}

const found = await prove().then(
  (rows) => ({ rows }),
  (error: unknown) => ({ rows: [], fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
const { user, system: kernel } = process.cpuUsage();
const outcome: Outcome = { system, ...found, seconds: (user + kernel) / 1e6 };
process.send?.(outcome, () => process.exit());
