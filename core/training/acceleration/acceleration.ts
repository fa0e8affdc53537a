import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../protocol';
import { accelerations } from './accelerations';
import { openSimd, type Simd } from './simd/simd';

/** Kernels by name; each may go on to the one that stood there before. */
export interface Kernels {
  readonly [name: string]: (replaced: tf.KernelFunc | undefined) => tf.KernelFunc;
}

/**
 * A faster way to what TensorFlow.js computes, below the emitted code: kernels, pure functions of tensors and attributes, that
 * stand in place of its own or beside them.
 */
export interface Acceleration {
  readonly name: string;
  /** What it does, as a sentence. */
  readonly does: string;
  /** Its kernels, a backend; or a sentence why they cannot be there. */
  readonly kernels: {
    readonly wasm?: () => Kernels;
    /** Those that stand on wasm instead where its engine has SIMD. */
    readonly simd?: (simd: Simd) => Kernels;
    readonly cpu?: () => Kernels;
    readonly webgl?: () => Kernels | string;
    readonly webgpu?: () => Kernels;
  };
}

/** Whether an acceleration has kernels for a backend. */
export const isFor = ({ kernels }: Acceleration, backend: BackendName): boolean =>
  kernels[backend] !== undefined || (backend === 'wasm' && kernels.simd !== undefined);

/** Which accelerations stay off: all of them, or those that are named. */
export type Without = 'all' | readonly string[];

/** What stood in the registry before, by backend and kernel. */
const before = new Map<BackendName, Map<string, tf.KernelConfig | undefined>>();

/**
 * Switches on, on the backend that runs, all accelerations for it but those left out, which are off thereafter. What has been
 * computed stays; what is computed next uses the kernels that are there then.
 *
 * @returns a sentence for each acceleration that cannot be had here
 */
export async function accelerate(backend: BackendName, without: Without = []): Promise<string[]> {
  restore(backend);
  const replaced = new Map<string, tf.KernelConfig | undefined>();
  before.set(backend, replaced);
  const simd = backend === 'wasm' ? await openSimd(tf.backend()) : undefined;
  return accelerations.flatMap(({ name, kernels }) => {
    if (without === 'all' || without.includes(name)) return [];
    const found = (simd ? kernels.simd?.(simd) : kernels[backend]?.()) ?? {};
    if (typeof found === 'string') return [found];
    for (const [kernelName, kernel] of Object.entries(found)) {
      const original = tf.getKernel(kernelName, backend);
      if (!replaced.has(kernelName)) replaced.set(kernelName, original);
      if (original) tf.unregisterKernel(kernelName, backend);
      tf.registerKernel({ ...original, kernelName, backendName: backend, kernelFunc: kernel(original?.kernelFunc) });
    }
    return [];
  });
}

/** Whether a kernel of a backend is one of ours now. */
export const isAccelerated = (kernel: string, backend: string): boolean =>
  before.get(backend as BackendName)?.has(kernel) ?? false;

function restore(backend: BackendName): void {
  for (const [kernelName, original] of before.get(backend) ?? []) {
    tf.unregisterKernel(kernelName, backend);
    if (original) tf.registerKernel(original);
  }
  before.delete(backend);
}
