import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Arena, Reply, Request } from './contestant';
import { opened } from './correspondence';

/** scripts/bench.mjs puts it beside what this file becomes. */
const script = new URL('worker-node.mjs', import.meta.url);

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
