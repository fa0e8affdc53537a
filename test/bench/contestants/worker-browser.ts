import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { tensorflow } from '../../../core/training/acceleration/tensorflow';
import type { ModelModule } from '../../../core/training/model';
import type { Request } from './contestant';
import { TraineeWorker } from './trainee-worker';

tf.enableProdMode();
// As in a webview, which is never isolated from other pages: one thread.
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

/** The module stands behind this script, as it does in the worker of the page. */
const loaded = new Promise<ModelModule>((resolve) => {
  Object.assign(globalThis, { ebmTrainer: { tf: tensorflow, start: resolve } });
});
const worker = new TraineeWorker(() => loaded);
addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  if (data.type === 'open' && data.opening.wasm) setWasmPaths(data.opening.wasm);
  postMessage(await worker.answer(data));
});
