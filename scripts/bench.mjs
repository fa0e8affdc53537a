import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assembly } from './assemble.mjs';
import { main, repository } from './process.mjs';

/*
 * Measures how fast the project is, against itself and its peers: `npm run bench -- [--only CASE] [--quick] [--json PATH]`.
 * It fails where a bar is missed.
 */
await main(async () => {
  const outfile = join(repository, 'dist', 'bench.mjs');
  await build({
    absWorkingDir: repository,
    entryPoints: ['test/bench/bench.ts'],
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
  const { bench } = await import(pathToFileURL(outfile).href);
  if (!(await bench(process.argv.slice(2)))) process.exitCode = 1;
});
