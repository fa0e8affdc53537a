import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { tensorflow } from '../core/training/acceleration/tensorflow';
import type { ModelModule } from '../core/training/model';
import type { FromTrainer, ToTrainer } from '../core/training/protocol';
import { Run } from '../core/training/run';
import { machine, onContextLost, webgl, webglContextIsLost } from './webgl-device';
import { onWebgpuLost, webgpu, webgpuDeviceIsLost } from './webgpu-device';

declare global {
  /** What the script of an emitted module, which stands behind this one in the worker, finds and calls. */
  var ebmTrainer: { readonly tf: typeof tf; start(module: ModelModule): void };
}

// Held as long as this worker lives: who waits for it hears of the end (`Liveness`).
void navigator.locks.request(self.name, () => {
  postMessage({ type: 'locked' } satisfies FromTrainer);
  return new Promise(() => {});
});

globalThis.ebmTrainer = {
  tf: tensorflow,
  start(module) {
    const run = new Run(module, {
      post: (message) => postMessage(message, { transfer: buffersOf(message) }),
      prepare(wasmBinary) {
        if (!wasmBinary) return;
        tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
        // Every engine that runs VS Code has SIMD; TensorFlow.js wants the others named, too.
        const names = ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd', 'tfjs-backend-wasm-threaded-simd'];
        setWasmPaths(Object.fromEntries(names.map((name) => [`${name}.wasm`, wasmBinary])));
      },
      webgl,
      webgpu,
      machine,
      deviceIsLost: () => webglContextIsLost() || webgpuDeviceIsLost(),
      onDeviceLost(lost) {
        onContextLost(lost);
        onWebgpuLost(lost);
      },
    });
    addEventListener('message', ({ data }: MessageEvent<ToTrainer>) => run.handle(data));
  },
};

/** The arrays of a frame move to the page, they are not copied. Labels stay: every frame shows the same. */
function buffersOf(message: FromTrainer): ArrayBuffer[] {
  if (message.type !== 'frame') return [];
  const { curve, probe } = message;
  const arrays = [
    curve.terms,
    probe?.inputs,
    probe?.targets,
    probe?.reconstructions,
    probe?.corrupted,
    probe?.samples,
    probe?.codes?.mean,
    probe?.codes?.deviation,
    probe?.landscape?.energies,
  ];
  return arrays.flatMap((array) => (array && array.buffer instanceof ArrayBuffer ? [array.buffer] : []));
}
