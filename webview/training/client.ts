import { asScript } from '../../core/emit/tfjs/script';
import type { EmittedModule } from '../../core/program/manifest';
import type { FromTrainer, Snapshot, ToTrainer } from '../../core/training/protocol';
import type { Resources } from '../../extension/protocol';
import { Liveness } from './liveness';
import { wasmBinary } from './wasm-binary';

/** A worker with one emitted module inside. */
export interface Trainer {
  send(message: ToTrainer): void;
  /** Where the worker finds the binary of the wasm backend, if it was to be had. */
  readonly wasmBinary: string | undefined;
  /** How the run stands, or undefined where the worker no longer answers. */
  snapshot(): Promise<Snapshot | undefined>;
  close(): void;
}

export interface TrainerEvents {
  receive(message: FromTrainer): void;
  /** What was thrown, for `explainFailure`; the worker is closed. */
  fail(reason: string): void;
}

export type StartTrainer = (resources: Resources, module: EmittedModule, events: TrainerEvents) => Promise<Trainer>;

/** How long a worker may take to hand a snapshot over; a lost GPU can keep it from ever answering. */
const snapshotTimeout = 5000;

const scripts = new Map<string, Promise<string>>();

/** A script of the runtime, fetched once: it is the same for every model. */
function scriptText(address: string): Promise<string> {
  const known = scripts.get(address);
  if (known) return known;
  const text = fetch(address).then((response) => {
    if (!response.ok) throw new Error(`The trainer could not be read (${response.status}); reinstall the extension.`);
    return response.text();
  });
  scripts.set(address, text);
  text.catch(() => scripts.delete(address));
  return text;
}

/** The WebGPU backend, where there is a device for it: most places do without. */
async function webgpuText(address: string): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return adapter ? scriptText(address).catch(() => '') : '';
}

/** Runtime and module as one classic script: a page's content policy lets a worker come from a blob and nowhere else. */
export const startTrainer: StartTrainer = async (resources, module, { receive, fail }) => {
  const [runtime, webgpu, binary] = await Promise.all([
    scriptText(resources.trainer),
    webgpuText(resources.webgpu),
    wasmBinary(resources.wasm),
  ]);
  const script = new Blob([runtime, '\n', webgpu, '\n', asScript(module.source)], { type: 'text/javascript' });
  const address = URL.createObjectURL(script);
  const name = `ebm-trainer-${crypto.randomUUID()}`;
  const worker = new Worker(address, { name });
  const waiting: ((snapshot: Snapshot | undefined) => void)[] = [];

  const giveUp = (reason: string): void => {
    close();
    fail(reason);
  };
  const liveness = new Liveness(worker, name, giveUp);
  const close = (): void => {
    liveness.end();
    worker.terminate();
    URL.revokeObjectURL(address);
    removeEventListener('pagehide', close);
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  addEventListener('pagehide', close);

  worker.onmessage = ({ data }: MessageEvent<FromTrainer>): void => {
    liveness.heard();
    if (data.type === 'snapshot') for (const answer of waiting.splice(0)) answer(data.snapshot);
    else if (data.type === 'locked') liveness.locked();
    else if (data.type !== 'pong') receive(data);
  };
  worker.onerror = (event): void => {
    event.preventDefault();
    const reason = event.message?.replace(/^Uncaught (\w*Error: )?/, '').split('\n')[0];
    giveUp(reason || 'The worker of the trainer could not be started.');
  };
  worker.onmessageerror = (): void => giveUp('A message of the trainer could not be read.');

  return {
    wasmBinary: binary,
    send: (message) => worker.postMessage(message),
    snapshot: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), snapshotTimeout);
        waiting.push((snapshot) => {
          clearTimeout(timer);
          resolve(snapshot);
        });
        worker.postMessage({ type: 'snapshot' } satisfies ToTrainer);
      }),
    close,
  };
};
