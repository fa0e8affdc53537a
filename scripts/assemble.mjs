import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { repository } from './process.mjs';

/**
 * A `.wasm` that code imports is assembled from the AssemblyScript file of the same name beside it; a `.fused.wasm` may multiply and
 * add in one instruction.
 */
const fused = /\.fused\.wasm$/;
const sourceOf = (/** @type {string} */ file) => file.replace(/(\.fused)?\.wasm$/, '.ts');

/** @type {Map<string, Promise<Uint8Array>>} */
const assembled = new Map();

/**
 * The WebAssembly of an AssemblyScript file: SIMD, on a memory that is given to it, without a run time of its own.
 * @param {string} file
 * @returns {Promise<Uint8Array>}
 */
async function assemble(file) {
  const { default: asc } = await import('assemblyscript/asc');
  const source = relative(repository, sourceOf(file));
  /** @type {Uint8Array | undefined} */
  let binary;
  const features = ['simd', ...(fused.test(file) ? ['relaxed-simd'] : [])].flatMap((name) => ['--enable', name]);
  const options = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', ...features];
  const { error, stderr } = await asc.main([source, '--outFile', 'out.wasm', '--baseDir', repository, ...options], {
    readFile: (name, base) => readFile(join(base, name), 'utf8').catch(() => null),
    writeFile: (_, contents) => {
      if (contents instanceof Uint8Array) binary = contents;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${source} could not be assembled: ${stderr.toString() || error?.message}`);
  return binary;
}

/** @param {string} file */
function binaryOf(file) {
  const known = assembled.get(file);
  if (known) return known;
  const binary = assemble(file);
  assembled.set(file, binary);
  return binary;
}

/**
 * For esbuild: the bytes go into the bundle.
 * @type {import('esbuild').Plugin}
 */
export const assembly = {
  name: 'assembly',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      namespace: 'assembly',
    }));
    onLoad({ filter: /.*/, namespace: 'assembly' }, async ({ path }) => ({
      contents: await binaryOf(path),
      loader: 'binary',
    }));
  },
};

/**
 * For Vite, and so for the tests.
 * @returns {import('vitest/config').Plugin}
 */
export const viteAssembly = () => ({
  name: 'assembly',
  enforce: 'pre',
  resolveId: (path, importer) =>
    path.endsWith('.wasm') && importer ? join(dirname(importer), `${path}.js`) : undefined,
  async load(id) {
    if (!id.endsWith('.wasm.js')) return undefined;
    const binary = Buffer.from(await binaryOf(id.replace(/\.js$/, '')));
    return `export default Uint8Array.from(atob('${binary.toString('base64')}'), (byte) => byte.charCodeAt(0));`;
  },
});
