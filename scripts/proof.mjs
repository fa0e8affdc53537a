import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assembly } from './assemble.mjs';
import { main, repository } from './process.mjs';

/*
 * Trains each system and holds it to its reference:
 * `npm run proof -- [--only SYSTEM] [--tier reduced|full] [--json PATH] [--write]`. It fails where a criterion does not hold.
 */
await main(async () => {
  const outfile = join(repository, 'dist', 'proof.mjs');
  await build({
    absWorkingDir: repository,
    entryPoints: ['test/proof/run.ts'],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@tensorflow/*'],
    plugins: [assembly],
    logLevel: 'warning',
  });
  process.chdir(repository);
  const { run } = await import(pathToFileURL(outfile).href);
  if (!(await run(process.argv.slice(2)))) process.exitCode = 1;
});
