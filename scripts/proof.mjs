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
  const outdir = join(repository, 'dist', 'proof');
  await build({
    absWorkingDir: repository,
    entryPoints: ['test/proof/run.ts', 'test/proof/prove.ts'],
    bundle: true,
    outdir,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@tensorflow/*'],
    plugins: [assembly],
    logLevel: 'warning',
  });
  process.chdir(repository);
  const { run } = await import(pathToFileURL(join(outdir, 'run.mjs')).href);
  if (!(await run(process.argv.slice(2)))) process.exitCode = 1;
});
