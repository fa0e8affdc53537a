import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { repository } from '../../../scripts/process.mjs';
import type { Arena, Reply, Request } from './contestant';
import { opened } from './correspondence';

/** Built by scripts/bench.mjs. */
const script = join(repository, 'dist', 'bench-worker-node.mjs');

/** Node: each trainee in a thread of its own. */
export const nodeArena: Arena = {
  name: 'Node',
  backends: ['wasm', 'cpu'],
  async open(opening) {
    const worker = new Worker(script);
    const ask = async (request: Request): Promise<Reply> => {
      worker.postMessage(request);
      const [reply] = await once(worker, 'message');
      return reply;
    };
    const close = async (): Promise<void> => {
      await worker.terminate();
    };
    return opened(ask, close, { ...opening, wasm: undefined });
  },
  close: async () => {},
};
