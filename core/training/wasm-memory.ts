import * as tf from '@tensorflow/tfjs-core';

/** Of Emscripten's module, which TensorFlow.js leaves untyped. */
interface Allocator {
  /** Gives an address as a signed number of 32 bits. */
  _malloc(bytes: number): number;
  readonly HEAPU8: Uint8Array;
}

const guarded = new WeakSet<Allocator>();

/**
 * TensorFlow.js takes the address that its allocator gives for good, and where the four gigabytes of WebAssembly are used up
 * that is 0, or a place whose end lies behind the last: results would overwrite each other in silence. Here an allocation that
 * fails becomes an error. To be called after the first allocation, at which Emscripten exchanges its function.
 */
export function guardWasmAllocations(): void {
  const { wasm } = tf.backend() as tf.KernelBackend & { readonly wasm: Allocator };
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    const end = (address >>> 0) + bytes;
    if ((address === 0 && bytes > 0) || end > wasm.HEAPU8.length)
      throw new RangeError(`Out of memory: no ${bytes} bytes are left.`);
    return address;
  };
}
