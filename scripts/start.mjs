import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies, packageIsFresh, packagePath } from './freshness.mjs';
import { main, repository, run, which } from './process.mjs';
import { cache, startServer } from './vscode-server.mjs';

/** @param {string} line */
const log = (line) => console.log(line);

await main(async () => {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Error(`EBM Studio needs Node 20 or newer, and this is ${process.version}: install it from nodejs.org.`);
  }
  const { port, server } = options();
  await installDependencies(log);
  if (!packageIsFresh()) {
    log('Building and packaging the extension …');
    if ((await run('npm', ['run', '--silent', 'package'])) !== 0) throw new Error('The extension was not packaged.');
  }
  const workspace = sampleWorkspace();
  log(`Samples to open and change: ${workspace}`);
  if (!server && (await openDesktop(workspace))) return;
  await serve(workspace, port);
});

function options() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '8123' }, server: { type: 'boolean', default: false } },
    });
    const port = Number(values.port);
    if (Number.isInteger(port) && port > 0 && port < 65536) return { port, server: values.server };
  } catch {
    // An unknown option: answered below.
  }
  throw new Error('Usage: npm start -- [--server] [--port N], with N from 1 to 65535.');
}

/** The templates in a folder of their own: refreshed from start to start, except those that the person has changed. */
function sampleWorkspace() {
  const workspace = join(cache, 'samples');
  const record = join(cache, 'samples.json');
  /** @type {Record<string, string>} */
  const given = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  const templates = join(repository, 'templates');
  mkdirSync(workspace, { recursive: true });
  for (const name of readdirSync(templates).filter((file) => file.endsWith('.ebm.json'))) {
    const target = join(workspace, name);
    const text = readFileSync(join(templates, name));
    if (existsSync(target) && given[name] !== fingerprint(readFileSync(target))) continue;
    writeFileSync(target, text);
    given[name] = fingerprint(text);
  }
  writeFileSync(record, JSON.stringify(given, null, 2));
  return workspace;
}

/** @param {Buffer} bytes */
function fingerprint(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * @param {string} workspace
 * @returns {Promise<boolean>} whether a VS Code of this machine took it
 */
async function openDesktop(workspace) {
  if (!which('code')) return false;
  log('Installing the extension in the VS Code of this machine …');
  const taken =
    (await run('code', ['--install-extension', packagePath(), '--force'])) === 0 &&
    (await run('code', [workspace])) === 0;
  log(taken ? 'VS Code opens the samples.' : 'The VS Code of this machine did not take it; serving one instead.');
  return taken;
}

/**
 * @param {string} workspace
 * @param {number} port
 */
async function serve(workspace, port) {
  const root = join(cache, 'server-home');
  mkdirSync(root, { recursive: true });
  const { url, ended } = await startServer({ workspace, vsix: packagePath(), port, root, log });
  // From here on Ctrl+C is the way to say that one is done.
  process.exitCode = 0;
  exitWithParent();
  log(`\n${url}\n`);
  const opener = process.platform === 'darwin' ? 'open' : process.env.DISPLAY && which('xdg-open');
  // The browser outlives this program, so it is not of its process group.
  if (opener) spawn(opener, [url], { stdio: 'ignore', detached: true }).unref();
  log('Any browser with WebGL2 will do. Ctrl+C stops the server.');
  await ended;
  throw new Error('The VS Code server has ended by itself: npm start brings it back.');
}

/** An npm that is killed does not pass it on to what it runs. */
function exitWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.exit(), 1000).unref();
}
