import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assembly } from './assemble.mjs';
import { main, repository } from './process.mjs';

/** Apart from dist, which packaging the extension empties. */
const outdir = join(repository, 'node_modules', '.cache', 'ebm-bench');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: repository,
  outdir,
  bundle: true,
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/**
 * A script of the checkout is imported where it lies, for it finds the checkout by its own place.
 * @param {import('esbuild').PluginBuild} build
 */
function scriptsInPlace({ onResolve }) {
  onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path, resolveDir }) => ({
    path: pathToFileURL(resolve(resolveDir, path)).href,
    external: true,
  }));
}

/*
 * Measures how fast the project is, against itself and its peers: `npm run bench -- [--only CASE,CASE] [--quick]
 * [--json PATH] [--write]`. It fails where a bar is missed.
 */
await main(async () => {
  await build({
    ...shared,
    entryPoints: { bench: 'test/bench/bench.ts', 'worker-node': 'test/bench/contestants/worker-node.ts' },
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@tensorflow/*', 'playwright-core', 'esbuild'],
    plugins: [assembly, { name: 'scripts in place', setup: scriptsInPlace }],
  });
  await build({
    ...shared,
    entryPoints: { 'worker-browser': 'test/bench/contestants/worker-browser.ts' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    plugins: [assembly],
  });
  process.chdir(repository);
  const { bench } = await import(pathToFileURL(join(outdir, 'bench.mjs')).href);
  if (!(await bench(process.argv.slice(2)))) process.exitCode = 1;
});
