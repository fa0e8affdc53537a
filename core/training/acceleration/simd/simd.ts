import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import fusedBinary from './assembly/kernels.fused.wasm';
import binary from './assembly/kernels.wasm';

/** What the module gives: pointers into the memory of the wasm backend, and counts. */
interface Exports {
  roundsOnce(): boolean | number;
  matmulScratch(depth: number, columns: number): number;
  matmul(
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    c: number,
    rows: number,
    depth: number,
    columns: number,
    scratch: number,
    adds: boolean,
  ): void;
  /** Eight numbers at a time, the last of them by way of `rest`, 32 bytes. */
  uniform(seed: number, to: number, count: number, rest: number): void;
  normal(seed: number, to: number, count: number, rest: number): void;
  /** Updates of at least four numbers: pointers, their count, and the numbers of the rule. */
  sgd(...numbers: number[]): void;
  momentum(...numbers: number[]): void;
  rmsprop(...numbers: number[]): void;
  adam(...numbers: number[]): void;
  /** Bytes that the gradients of a convolution need beside their arguments; `sizes` points to 13 integers. */
  convolutionScratch(sizes: number): number;
  kernelGradient(sizes: number, x: number, dy: number, to: number, scratch: number): void;
  inputGradient(sizes: number, dy: number, kernel: number, to: number, scratch: number): void;
  /** Of at least four numbers. */
  softplus(from: number, to: number, count: number): void;
  sign(from: number, to: number, count: number): void;
  /** `[groups, terms, places]` to `[groups, places]`. */
  sum(from: number, to: number, groups: number, terms: number, places: number): void;
  /** 0 where an index has no row. */
  gather(from: number, rows: number, bytes: number, indices: number, count: number, to: number): number;
}

/** The part of the wasm backend that kernels on its memory need. */
interface WasmBackend extends KernelBackend {
  readonly wasm: {
    readonly asm?: { readonly memory?: unknown };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
}

/** Own kernels in WebAssembly with SIMD, on the memory of TensorFlow.js, so that nothing is copied. */
export interface Simd extends Exports {
  readonly memory: WebAssembly.Memory;
  /** Where the numbers of a tensor begin. */
  at(tensor: TensorInfo): number;
  /** A new tensor of numbers, not yet written. */
  make(shape: readonly number[]): TensorInfo;
  /** Integers at a place, until the next tensor is made. */
  integers(at: number, count: number): Int32Array;
  /** Memory for the time of one call, at an address that 16 divides; the next call may get the same. */
  scratch(bytes: number): number;
}

const opened = new WeakMap<KernelBackend, Promise<Simd | undefined>>();
const ready = new WeakMap<KernelBackend, Simd>();

/** What has been opened before; undefined where nothing has. */
export const simdOf = (backend: KernelBackend): Simd | undefined => ready.get(backend);

/** Undefined where the engine has no SIMD or the backend does not share its memory. */
export function openSimd(backend: KernelBackend): Promise<Simd | undefined> {
  const known = opened.get(backend);
  if (known) return known;
  const simd = open(backend as WasmBackend);
  opened.set(backend, simd);
  return simd;
}

async function open(backend: WasmBackend): Promise<Simd | undefined> {
  const memory = backend.wasm.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return undefined;
  const exports = (await fusedKernels(memory)) ?? (await kernelsOf(binary, memory));
  if (!exports) return undefined;
  let [block, size] = [0, 0];
  const simd: Simd = {
    ...exports,
    memory,
    // Above 2 GB a pointer comes as a negative number.
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset >>> 0,
    make: (shape) => backend.makeOutput([...shape], 'float32'),
    integers: (at, count) => new Int32Array(memory.buffer, at, count),
    scratch(bytes) {
      if (bytes > size) {
        backend.wasm._free(block);
        size = Math.ceil(bytes * 1.5);
        block = backend.wasm._malloc(size + 16) >>> 0;
      }
      return Math.ceil(block / 16) * 16;
    },
  };
  ready.set(backend, simd);
  return simd;
}

/**
 * Kernels whose products of matrices multiply and add in one instruction that rounds once, in three quarters of the time. Undefined
 * where the engine has none, or the processor not: then they would gain nothing.
 */
async function fusedKernels(memory: WebAssembly.Memory): Promise<Exports | undefined> {
  const exports = await kernelsOf(fusedBinary, memory);
  return exports?.roundsOnce() ? exports : undefined;
}

async function kernelsOf(module: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Promise<Exports | undefined> {
  if (!WebAssembly.validate(module)) return undefined;
  const { instance } = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports as unknown as Exports;
}
