import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, context } from 'esbuild';
import { assembly } from './scripts/assemble.mjs';

const repository = dirname(fileURLToPath(import.meta.url));
const dist = join(repository, 'dist');

/** The largest size of a built file, with all that it imports at once, in bytes. */
export const budgets = {
  'dist/webview/page.js': 750_000,
  'dist/webview/trainer.js': 975_000,
  // Together with the trainer's not above 1.3 MB.
  'dist/webview/webgpu.js': 325_000,
  'dist/extension.js': 250_000,
  // A web host loads one file alone: the compiler is inside.
  'dist/extension.web.js': 330_000,
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: repository,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** @type {import('esbuild').BuildOptions} */
const inBrowser = { ...shared, platform: 'browser', target: 'es2022', format: 'iife' };

/** @type {import('esbuild').BuildOptions} */
const inExtensionHost = { ...shared, format: 'cjs', external: ['vscode'], mainFields: ['module', 'main'] };

/**
 * What runs in the webview; a browser alone can show it too.
 * @type {import('esbuild').BuildOptions[]}
 */
export const webviewTargets = [
  {
    ...inBrowser,
    // What the first paint does without is a file of its own, fetched when it is wanted.
    format: 'esm',
    splitting: true,
    chunkNames: 'page-[hash]',
    entryPoints: { page: 'webview/index.tsx' },
    outdir: 'dist/webview',
    jsx: 'automatic',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
  {
    ...inBrowser,
    entryPoints: { trainer: 'webview/worker.ts' },
    outdir: 'dist/webview',
    plugins: [assembly, { name: 'without threads', setup: withoutThreads }],
  },
  {
    ...inBrowser,
    entryPoints: { webgpu: 'webview/webgpu.ts' },
    outdir: 'dist/webview',
    plugins: [{ name: 'the TensorFlow.js of the trainer', setup: tensorflowOfTrainer }],
  },
];

/** @type {readonly import('esbuild').BuildOptions[]} */
const targets = [
  ...webviewTargets,
  {
    ...inExtensionHost,
    platform: 'node',
    target: 'node20',
    entryPoints: ['extension/extension.ts'],
    outfile: 'dist/extension.js',
    plugins: [{ name: 'compiler apart', setup: compilerApart }],
  },
  {
    ...inExtensionHost,
    platform: 'node',
    target: 'node20',
    entryPoints: { compiler: 'core/compile.ts' },
    outdir: 'dist',
  },
  {
    ...inExtensionHost,
    platform: 'browser',
    target: 'es2022',
    entryPoints: ['extension/extension.ts'],
    outfile: 'dist/extension.web.js',
  },
  {
    ...shared,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
    entryPoints: ['core/cli/ebm.ts'],
    plugins: [assembly],
    outfile: 'dist/ebm.mjs',
  },
];

/**
 * Node's host reads the compiler when code is first asked for, so that activation does not wait for it.
 * @param {import('esbuild').PluginBuild} build
 */
function compilerApart({ onResolve }) {
  onResolve({ filter: /\/core\/compile$/ }, () => ({ path: './compiler.js', external: true }));
}

/**
 * Threads need a page that is isolated from all others, which no webview is.
 * @param {import('esbuild').PluginBuild} build
 */
function withoutThreads({ onLoad }) {
  onLoad({ filter: /tfjs-backend-wasm-threaded-simd/ }, () => ({ contents: '' }));
}

/**
 * A backend that is a script behind the trainer's registers itself with the TensorFlow.js that is there.
 * @param {import('esbuild').PluginBuild} build
 */
function tensorflowOfTrainer({ onResolve, onLoad }) {
  const namespace = 'trainer';
  onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path }) => ({ path, namespace }));
  onLoad({ filter: /./, namespace }, () => ({ contents: 'module.exports = ebmTrainer.tf;' }));
}

/** Builds everything into dist/. With `watch`, builds again after each change until the process ends. */
export async function buildAll({ watch = false } = {}) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, 'webview', 'wasm'), { recursive: true });
  // The checkout is a package of ES modules; what the extension host requires is not.
  await writeFile(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  const binaries = join(repository, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
  await copyFile(
    join(binaries, 'tfjs-backend-wasm-simd.wasm'),
    join(dist, 'webview', 'wasm', 'tfjs-backend-wasm-simd.wasm'),
  );
  await writeSchema();
  for (const target of targets) {
    if (watch) await (await context(target)).watch();
    else await build(target);
  }
}

/** The JSON schema that VS Code's text editor completes and explains a graph by, from the same declarations as all else. */
async function writeSchema() {
  const { outputFiles } = await build({
    ...shared,
    format: 'esm',
    entryPoints: ['core/blocks/json-schema.ts'],
    write: false,
  });
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { documentHints } = await import(`data:text/javascript;base64,${source}`);
  await writeFile(join(dist, 'ebm.schema.json'), JSON.stringify(documentHints()));
}

/** The files that are larger than their budget; prints every size. */
export async function overBudget(log = console.log) {
  const over = [];
  for (const [file, limit] of Object.entries(budgets)) {
    const size = await sizeAtOnce(basename(file), (name) => readFile(join(repository, dirname(file), name)));
    log(`${file}  ${kilobytes(size)} of ${kilobytes(limit)}`);
    if (size > limit) over.push(file);
  }
  return over;
}

/**
 * Bytes of a file and of what it imports at once: of a module in several files, all that its first line waits for.
 * @param {string} name
 * @param {(name: string) => Promise<Uint8Array> | Uint8Array} read by the name in its folder
 * @param {Set<string>} seen
 * @returns {Promise<number>}
 */
export async function sizeAtOnce(name, read, seen = new Set()) {
  if (seen.has(name)) return 0;
  seen.add(name);
  const contents = await read(name);
  const text = new TextDecoder().decode(contents);
  let size = contents.length;
  for (const [, imported = ''] of text.matchAll(/(?:^|[;}])import(?:[^;"'()]*from)?"\.\/([^"]+\.js)"/g)) {
    size += await sizeAtOnce(imported, read, seen);
  }
  return size;
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const watch = process.argv.includes('--watch');
  await buildAll({ watch });
  const over = watch ? [] : await overBudget();
  if (over.length) {
    console.error(`Over budget: ${over.join(', ')}.`);
    process.exitCode = 1;
  }
}
