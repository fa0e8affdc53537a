import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

const onWindows = process.platform === 'win32';

/**
 * @typedef {object} SpawnOptions
 * @property {string} [cwd] working folder, the top of the checkout by default
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [logFile] where both output streams are appended; without it they go to this terminal
 * @property {boolean} [quiet] drop the output
 * @property {boolean} [background] run at the lowest priority
 * @property {number} [timeout] milliseconds after which the whole process tree is killed
 */

/**
 * Starts a command as the leader of its own process group, so that all it starts can be ended with it.
 * @param {string} command
 * @param {string[]} args
 * @param {SpawnOptions} [options]
 */
export function start(command, args, { cwd = repository, env = process.env, logFile, quiet, background } = {}) {
  const output = logFile ? openSync(logFile, 'a') : quiet ? 'ignore' : 'inherit';
  const [file, rest] = background && !onWindows ? ['nice', ['-n', '19', command, ...args]] : [command, args];
  const child = onWindows
    ? // npm, npx and code are .cmd files there, which only a shell starts.
      spawn([file, ...rest].map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' '), {
        cwd,
        env,
        stdio: ['ignore', output, output],
        shell: true,
      })
    : spawn(file, rest, { cwd, env, stdio: ['ignore', output, output], detached: true });
  const endWithUs = () => killTree(child);
  process.on('exit', endWithUs);
  child.on('exit', () => process.off('exit', endWithUs));
  return child;
}

/**
 * Runs a command to its end and answers its exit code: 127 where it does not exist, 128 + the signal where it was killed.
 * @param {string} command
 * @param {string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, options = {}) {
  const child = start(command, args, options);
  const timer = options.timeout ? setTimeout(() => killTree(child), options.timeout) : undefined;
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (exitCode, signal) => resolve(exitCode ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
  clearTimeout(timer);
  return code;
}

/**
 * Ends a child with all that descends from it, also what leads a process group of its own.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function killTree(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return;
  if (onWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  for (const pid of descendants(child.pid)) {
    for (const target of [-pid, pid]) {
      try {
        process.kill(target, signal);
      } catch {
        // It has ended by itself, or leads no group.
      }
    }
  }
}

/**
 * @param {number} root
 * @returns {number[]} its process id and those of everything below it; only its own where there is no `ps`
 */
function descendants(root) {
  const rows = (spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).stdout ?? '').trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) found.push(...pairs.flatMap(([pid, ppid]) => (pid && ppid === parent ? [pid] : [])));
  return found;
}

/**
 * The full path of a command on the PATH, if it is there.
 * @param {string} command
 * @returns {string | undefined}
 */
export function which(command) {
  const found = spawnSync(onWindows ? 'where' : 'which', [command], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0] : undefined;
}

/**
 * An environment in which the programs of `folder` come first.
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
export function withPath(folder) {
  return { ...process.env, PATH: folder + delimiter + process.env.PATH };
}

/**
 * A command of the installed dependencies, started without npx (which costs a second of npm).
 * @param {string} name
 */
export const localCommand = (name) => join(repository, 'node_modules', '.bin', name);

/**
 * Runs a script's main function; an error ends it with its one sentence and exit code 1, and Ctrl+C ends all it started.
 * @param {() => Promise<void>} body
 */
export async function main(body) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(process.exitCode ?? 130));
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
