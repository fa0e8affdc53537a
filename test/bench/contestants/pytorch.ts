import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contestant } from './contestant';

/** Read from the top of the checkout. */
const script = 'test/bench/peers/pytorch.py';

/** A Python that has PyTorch: the one on the PATH, or the system's; undefined where there is none. */
export const findPyTorch = (): { python: string; version: string } | undefined =>
  ['python3', '/usr/bin/python3'].flatMap((python) => {
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], {
      encoding: 'utf8',
    });
    return status === 0 ? [{ python, version: stdout.trim() }] : [];
  })[0];

/** The same model in PyTorch, on one thread of the processor. */
export async function openPyTorch(python: string, model: string): Promise<Contestant> {
  const child: ChildProcessWithoutNullStreams = spawn(python, [script, model], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`PyTorch ended: ${complaint.trim().split('\n').at(-1)}`);
    return value;
  };
  await next();
  return {
    async take(steps) {
      child.stdin.write(`${steps}\n`);
      return Number(await next());
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
