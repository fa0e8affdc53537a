import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { assembly } from '../../../scripts/assemble.mjs';

export const repository = resolve(import.meta.dirname, '../../..');
export const template = (name: string): string => join(repository, 'templates', `${name}.ebm.json`);

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, built as it ships: the program in `dist/`, the data beside that folder. */
export class BuiltCli {
  /** For the files of a test. */
  readonly folder: string;
  private readonly program: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.program = join(folder, 'dist', 'ebm.mjs');
  }

  static async build(): Promise<BuiltCli> {
    // Inside the repository, so that the packages that it needs are found.
    const cache = join(repository, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    const cli = new BuiltCli(await mkdtemp(join(cache, 'ebm-cli-')));
    await symlink(join(repository, 'data'), join(cli.folder, 'data'));
    await build({
      absWorkingDir: repository,
      entryPoints: ['core/cli/ebm.ts'],
      outfile: cli.program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      plugins: [assembly],
      logLevel: 'error',
    });
    return cli;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs a command in the test's folder, to its end. */
  run(...args: string[]): Promise<Finished> {
    return this.start(args).finished;
  }

  /** Runs a command until it tells how far it is, then sends a signal. */
  async signal(signal: NodeJS.Signals, args: readonly string[]): Promise<Finished> {
    const { child, finished } = this.start(args);
    child.stderr.on('data', (text: string) => {
      if (/^step \d+ of /m.test(text)) child.kill(signal);
    });
    return finished;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private start(args: readonly string[]) {
    const child = spawn(process.execPath, [this.program, ...args], {
      cwd: this.folder,
      env: { ...process.env, XDG_CACHE_HOME: this.path('cache') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const finished = new Promise<Finished>((done, fail) => {
      child.on('error', fail);
      child.on('close', (code) => {
        const trace = `${stdout}${stderr}`.split('\n').find((line) => line.includes('    at '));
        if (trace) fail(new Error(`A stack trace was printed: ${stderr}`));
        else done({ code, stdout, stderr });
      });
    });
    return { child, finished };
  }
}
