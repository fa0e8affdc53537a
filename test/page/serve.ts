import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { webviewTargets } from '../../esbuild.mjs';
import { repository } from '../../scripts/process.mjs';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Folders of the repository that the page may fetch from. */
const folders: Record<string, string> = {
  templates: 'templates',
  data: 'data',
  wasm: 'node_modules/@tensorflow/tfjs-backend-wasm/dist',
};

/** The page, its trainer and its stand-in for VS Code, as files by name. */
async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const host = {
    entryPoints: { host: 'webview/harness/host.ts' },
    outdir: 'dist/webview',
    bundle: true,
    absWorkingDir: repository,
  };
  const builds = await Promise.all([...webviewTargets, host].map((target) => build({ ...target, write: false })));
  return new Map(
    builds.flatMap(({ outputFiles = [] }) => outputFiles.map(({ path, contents }) => [basename(path), contents])),
  );
}

/** Serves the page as it stands in the source, to a plain browser. */
export async function serve(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const built = await bundle();
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const [folder = '', ...rest] = path.split('/');
    const place = folders[folder];
    if (place && rest.length) return readFile(join(repository, place, normalize(`/${rest.join('/')}`)));
    if (path === '' || path === 'vscode.css')
      return readFile(join(repository, 'webview/harness', path || 'index.html'));
    return built.get(path);
  };
  const server = createServer(async ({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname.slice(1);
    const contents = await read(path).catch(() => undefined);
    response.writeHead(contents ? 200 : 404, {
      'content-type': types[path ? extname(path) : '.html'] ?? types['.html'],
    });
    response.end(contents);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server of the page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
