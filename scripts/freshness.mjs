import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from './process.mjs';

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** @returns {{ name: string, version: string, publisher: string }} */
export const manifest = () => readJson(join(repository, 'package.json'));

/** Where `npm run package` puts the extension. */
export const packagePath = () => join(repository, `${manifest().name}-${manifest().version}.vsix`);

/** Whether node_modules holds every package of package-lock.json at its version. */
function dependenciesAreInstalled() {
  const installedLock = join(repository, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = readJson(installedLock).packages;
  /** @type {[path: string, wanted: { version: string, optional?: boolean }][]} */
  const wanted = Object.entries(readJson(join(repository, 'package-lock.json')).packages);
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** @param {(line: string) => void} log */
export async function installDependencies(log) {
  if (dependenciesAreInstalled()) return;
  log('Installing the dependencies (npm ci) …');
  if ((await run('npm', ['ci', '--no-audit', '--no-fund'])) !== 0) {
    throw new Error('npm ci failed: see its message above; it needs to reach the npm registry.');
  }
}

const notPackaged = new Set(['node_modules', '.git', '.ci', 'dist', 'test', 'coverage', 'runs']);

/** Whether the packaged extension is there and newer than everything it is made from. */
export function packageIsFresh() {
  const built = packagePath();
  return existsSync(built) && newestChange(repository) < statSync(built).mtimeMs;
}

/**
 * @param {string} folder
 * @returns {number} milliseconds
 */
function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (notPackaged.has(entry.name) || entry.name.endsWith('.vsix')) continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}
