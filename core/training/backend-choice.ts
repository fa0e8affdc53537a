import { type ChosenBackend, startBackend } from './backend';
import type { BackendName, FoundFastest, ToTrainer } from './protocol';
import type { Trainer } from './trainer';
import { startFastest, timesWords } from './trial';

/** Those that stand in for a backend that is asked for. */
const ladders: Record<BackendName, readonly BackendName[]> = {
  webgl: ['webgl', 'wasm', 'cpu'],
  wasm: ['wasm', 'cpu'],
  cpu: ['cpu'],
};

/** The order of trials: WebAssembly starts at once, and its time says whether the others need one. */
const trials: readonly BackendName[] = ['wasm', 'webgl', 'cpu'];

export interface Place {
  /** Whether WebGL is there but computed on the processor: then WebAssembly is faster by an order of magnitude. */
  readonly webglIsEmulated: boolean;
  /** The graphics processor and the number of cores. */
  readonly machine: string;
}

type Asked = Pick<Extract<ToTrainer, { type: 'open' }>, 'backend' | 'fastest' | 'wasmBinaries' | 'without'>;

/** Starts the backend that was asked for, or the one that is the fastest for the model that is built. */
export async function chooseBackend(
  { backend, fastest, wasmBinaries, without }: Asked,
  { webglIsEmulated, machine }: Place,
  build: () => Trainer,
): Promise<ChosenBackend & { readonly fastest: FoundFastest | undefined }> {
  const offered = (name: BackendName): boolean => name !== 'wasm' || wasmBinaries !== undefined;
  if (backend !== 'auto')
    return { ...(await startBackend(ladders[backend].filter(offered), without)), fastest: undefined };
  const emulated = webglIsEmulated && wasmBinaries !== undefined;
  const why = emulated ? 'WebGL is emulated in software here, where WebAssembly is faster.' : undefined;
  if (fastest?.machine === machine) {
    const started = await startBackend([fastest.backend, ...trials.filter(offered)], without);
    if (started.backend === fastest.backend)
      return { ...started, note: sentences(why, started.note, timesWords(fastest.times)), fastest: undefined };
  }
  const order = trials.filter((name) => offered(name) && !(emulated && name === 'webgl'));
  const { backend: found, note, times } = await startFastest(order, without ?? [], build);
  return { backend: found, note: sentences(why, note, timesWords(times)), fastest: { backend: found, times, machine } };
}

const sentences = (...all: readonly (string | undefined)[]): string | undefined =>
  all.filter((each) => each !== undefined).join(' ') || undefined;
