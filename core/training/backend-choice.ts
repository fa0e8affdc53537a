import { type ChosenBackend, noteOn, startBackend } from './backend';
import type { BackendName, FoundFastest, ToTrainer } from './protocol';
import type { Trainer } from './trainer';
import { startFastest, timesWords } from './trial';

/** Those that stand in for a backend that is asked for. */
const ladders: Record<BackendName, readonly BackendName[]> = {
  webgpu: ['webgpu', 'webgl', 'wasm', 'cpu'],
  webgl: ['webgl', 'wasm', 'cpu'],
  wasm: ['wasm', 'cpu'],
  cpu: ['cpu'],
};

/** The order of trials: WebAssembly starts at once, and its time says whether the others need one. */
const trials: readonly BackendName[] = ['wasm', 'webgl', 'webgpu', 'cpu'];

/** What WebGL or WebGPU is here; emulated on the processor, it is slower than WebAssembly by an order of magnitude. */
export type GraphicsKind = 'missing' | 'emulated' | 'there';

export interface Place {
  readonly webgl: GraphicsKind;
  readonly webgpu: GraphicsKind;
  /** The graphics processor and the number of cores. */
  readonly machine: string;
}

type Asked = Pick<Extract<ToTrainer, { type: 'open' }>, 'backend' | 'fastest' | 'wasmBinary' | 'without'>;

/** Starts the backend that was asked for, or the one that is the fastest for the model that is built. */
export async function chooseBackend(
  { backend, fastest, wasmBinary, without }: Asked,
  { webgl, webgpu, machine }: Place,
  build: () => Trainer,
): Promise<ChosenBackend & { readonly fastest: FoundFastest | undefined }> {
  const offered = (name: BackendName): boolean => name !== 'wasm' || wasmBinary !== undefined;
  if (backend !== 'auto')
    return { ...(await startBackend(ladders[backend].filter(offered), without)), fastest: undefined };
  const about = (taken: BackendName): string | undefined =>
    taken === 'webgl' || taken === 'webgpu' ? undefined : webglWords(webgl, taken, wasmBinary !== undefined);
  if (fastest?.machine === machine) {
    const started = await startBackend([fastest.backend, ...trials.filter(offered)], without);
    if (started.backend === fastest.backend)
      return {
        ...started,
        note: sentences(about(started.backend), started.note, timesWords(fastest.times)),
        fastest: undefined,
      };
  }
  const isTried = (name: BackendName): boolean => {
    if (name === 'webgl') return webgl === 'there' || (webgl === 'emulated' && wasmBinary === undefined);
    return name !== 'webgpu' || webgpu === 'there';
  };
  const order = trials.filter((name) => offered(name) && isTried(name));
  const { backend: found, note, times } = await startFastest(order, without ?? [], build);
  return {
    backend: found,
    note: sentences(about(found), note, timesWords(times)),
    fastest: { backend: found, times, machine },
  };
}

/** Why WebGL is not taken, where that is not a matter of measuring. */
function webglWords(webgl: GraphicsKind, taken: BackendName, wasmIsThere: boolean): string | undefined {
  if (webgl === 'missing') return noteOn(taken, ['WebGL is not available here'], []);
  return webgl === 'emulated' && wasmIsThere
    ? 'WebGL is emulated in software here, where WebAssembly is faster.'
    : undefined;
}

/** One behind the other, those that there are. */
export const sentences = (...all: readonly (string | undefined)[]): string | undefined =>
  all.filter((each) => each !== undefined).join(' ') || undefined;
