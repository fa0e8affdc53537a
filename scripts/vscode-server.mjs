import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { installDebianPackages } from './debian.mjs';
import { killTree, main, run, start, which, withPath } from './process.mjs';

/** The npm package that carries a whole VS Code (1.139) in `lib/vscode`, and the Node that it wants. */
const codeServer = '4.139.1';
const node = '24.21.0';

const { platform, arch, env } = process;
const nodePackage = `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${arch}`;

/** Everything that outlives a checkout: the server, its settings, the sample workspace. */
export const cache = env.EBM_STUDIO_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ebm-studio');

/** @typedef {(line: string) => void} Log */

/**
 * The folder of the VS Code server, installed on the first call.
 *
 * It is built under a temporary name and renamed when complete: a folder of the final name is a finished one, and of
 * two installs at once the second to finish gives way.
 * @param {{ log?: Log }} [options]
 * @returns {Promise<string>}
 */
export async function ensureServer({ log = console.log } = {}) {
  const home = join(cache, `vscode-server-${codeServer}-node-${node}-${platform}-${arch}`);
  if (existsSync(home)) return home;
  await mkdir(cache, { recursive: true });
  await removeAbandoned(basename(home));
  await ensureCompiler(log);
  log('Installing the VS Code server (once, a minute or two) …');
  const building = await mkdtemp(`${home}.building-`);
  await build(building);
  try {
    await rename(building, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    await rm(building, { recursive: true });
  }
  return home;
}

/** @param {string} folder */
async function build(folder) {
  const logFile = `${folder}.log`;
  const bin = join(folder, 'node_modules', '.bin');
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  // Headers of the Node that will load the modules: npm would download them, or take those of another Node.
  const withNode = { ...withPath(bin), npm_config_nodedir: join(folder, 'node_modules', nodePackage) };
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
  /** @type {[what: string, cwd: string, args: string[]][]} */
  const steps = [
    [`npm's ${nodePackage}@${node}`, folder, ['install', ...quiet, `${nodePackage}@${node}`]],
    [`npm's code-server@${codeServer}`, folder, ['install', ...quiet, `code-server@${codeServer}`]],
    ['its dependencies', vscode, ['install', ...quiet, '--omit=dev']],
    ['its native modules', vscode, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog']],
  ];
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  for (const [what, cwd, args] of steps) {
    if ((await run('npm', args, { cwd, env: withNode, logFile })) !== 0) {
      await rm(folder, { recursive: true });
      throw new Error(`The VS Code server could not be installed: ${what} failed; the whole story is in ${logFile}.`);
    }
  }
  await rm(logFile);
}

/** @param {Log} log */
async function ensureCompiler(log) {
  const missing = () => !['make', 'python3'].every(which) || !['c++', 'g++', 'clang++'].some(which);
  if (missing() && platform !== 'win32') await installDebianPackages(['g++', 'make', 'python3'], log);
  if (missing() && platform !== 'win32') {
    throw new Error('The VS Code server needs a C++ compiler, make and Python 3 for its native modules: install them.');
  }
}

/**
 * Takes away what interrupted installs left; one that is younger than an hour may still be running.
 * @param {string} name
 */
async function removeAbandoned(name) {
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(`${name}.building-`)) continue;
    const path = join(cache, entry);
    if (Date.now() - (await stat(path)).mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * @typedef {object} Server
 * @property {string} url where the workspace opens
 * @property {() => Promise<void>} stop
 * @property {Promise<void>} ended
 */

/**
 * Installs the packaged extension as a person would and serves VS Code for a browser on this machine.
 * @param {object} options
 * @param {string} options.workspace the folder to open
 * @param {string} options.vsix the packaged extension
 * @param {number} [options.port] a free one by default
 * @param {string} options.root where VS Code keeps its settings, extensions and log
 * @param {Record<string, unknown>} [options.settings] user settings beside the quiet ones, on the first start
 * @param {Log} [options.log]
 * @returns {Promise<Server>}
 */
export async function startServer({ workspace, vsix, port = 0, root, settings = {}, log = console.log }) {
  const freePort = await reservePort(port);
  const home = await ensureServer({ log });
  const logFile = join(root, 'server.log');
  const userData = join(root, 'user-data');
  await writeSettings(join(userData, 'User'), settings);

  const bin = join(home, 'node_modules', '.bin');
  const program = join(home, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
  const places = ['--extensions-dir', join(root, 'extensions'), '--user-data-dir', userData, '--server-data-dir', root];
  const spawning = { cwd: root, env: withPath(bin), logFile };
  const nodeProgram = join(bin, 'node');

  log('Installing the extension in it …');
  if ((await run(nodeProgram, [program, '--install-extension', vsix, '--force', ...places], spawning)) !== 0) {
    throw new Error(`VS Code refused to install ${vsix}; its reasons are in ${logFile}.`);
  }
  log('Starting the VS Code server …');
  const listen = ['--host', '127.0.0.1', '--port', String(freePort), '--without-connection-token'];
  const child = start(nodeProgram, [program, ...listen, '--accept-server-license-terms', ...places], spawning);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.on('exit', () => resolve()));
  const stop = async () => {
    killTree(child, 'SIGTERM');
    await Promise.race([ended, wait(2000, undefined, { ref: false })]);
    killTree(child);
  };

  const origin = `http://127.0.0.1:${freePort}`;
  for (const deadline = Date.now() + 60_000; !(await answers(origin)); await wait(100)) {
    if (child.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`The VS Code server did not start; its reasons are in ${logFile}.`);
  }
  return { url: `${origin}/?folder=${encodeURI(workspace)}`, stop, ended };
}

/** @param {string} origin */
const answers = (origin) =>
  fetch(`${origin}/version`).then(
    (response) => response.ok,
    () => false,
  );

/**
 * A settings file that is already there is the person's and stays as it is.
 * @param {string} folder
 * @param {Record<string, unknown>} settings
 */
async function writeSettings(folder, settings) {
  const file = join(folder, 'settings.json');
  await mkdir(folder, { recursive: true });
  if (existsSync(file)) return;
  await writeFile(file, `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
}

/**
 * @param {number} port 0 for any
 * @returns {Promise<number>}
 */
function reservePort(port) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', () =>
      reject(new Error(`Port ${port} is busy: stop what uses it, or give another with --port N.`)),
    );
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => console.log(await ensureServer()));
}
