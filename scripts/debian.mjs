import { existsSync } from 'node:fs';
import { run } from './process.mjs';

export const isRoot = process.getuid?.() === 0;

/**
 * Installs packages where that can be done without asking: on Debian and its kin, as root.
 * @param {string[]} packages
 * @param {(line: string) => void} log
 * @returns {Promise<boolean>} whether they were installed
 */
export async function installDebianPackages(packages, log) {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false;
  log(`Installing ${packages.join(', ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, quiet: true });
  return (
    update === 0 &&
    (await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env, quiet: true })) === 0
  );
}
