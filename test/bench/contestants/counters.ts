import * as tf from '@tensorflow/tfjs-core';

/** What has gone through a backend since it was last asked. */
export interface Traffic {
  kernels: number;
  programs: number;
  bytesUp: number;
  bytesDown: number;
  blockingReads: number;
}

/** Kernels that give the same numbers another name or shape. */
const renaming = new Set(['Identity', 'Reshape', 'Cast']);

/** Counts the kernels of the backend that runs, however they are called. */
export function countKernels(traffic: Traffic): void {
  const backend = tf.getBackend();
  for (const config of tf.getKernelsForBackend(backend)) {
    if (renaming.has(config.kernelName)) continue;
    const { kernelFunc } = config;
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel({
      ...config,
      kernelFunc: (given) => {
        traffic.kernels++;
        return kernelFunc(given);
      },
    });
  }
}

/** Counts what is copied into a backend that has memory of its own, and out of it. */
export function countMemory(traffic: Traffic): void {
  const backend = tf.backend();
  const { write, readSync } = backend;
  backend.write = function (values, shape, type) {
    traffic.bytesUp += bytesOf(values);
    return write.call(this, values, shape, type);
  };
  // An asynchronous read of such a backend is this one too.
  backend.readSync = function (id) {
    const values = readSync.call(this, id);
    traffic.bytesDown += bytesOf(values);
    return values;
  };
}

/** Counts at the context itself, before one is made: draw calls, bytes of textures and buffers, and reads that wait. */
export function countWebGL(traffic: Traffic): void {
  const { prototype } = WebGL2RenderingContext;
  const spy = (name: keyof WebGL2RenderingContext, noticed: (args: readonly unknown[]) => void): void => {
    const original: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof original !== 'function') throw new Error(`WebGL 2 has no ${name}.`);
    Object.defineProperty(prototype, name, {
      value(...args: unknown[]) {
        noticed(args);
        return original.apply(this, args);
      },
    });
  };
  const drawn = (): void => {
    traffic.programs++;
  };
  const uploaded = (args: readonly unknown[]): void => {
    traffic.bytesUp += bytesOf(args.at(-1));
  };
  spy('drawElements', drawn);
  spy('drawArrays', drawn);
  spy('texImage2D', uploaded);
  spy('texSubImage2D', uploaded);
  // Into memory of the page it waits for the device; into a buffer of the device it does not.
  spy('readPixels', (args) => {
    if (!ArrayBuffer.isView(args.at(-1))) return;
    traffic.blockingReads++;
    traffic.bytesDown += bytesOf(args.at(-1));
  });
  spy('getBufferSubData', (args) => {
    traffic.bytesDown += bytesOf(args[2]);
  });
}

const bytesOf = (values: unknown): number => (ArrayBuffer.isView(values) ? values.byteLength : 0);
