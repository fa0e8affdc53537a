import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { loadModule } from '../../../core/cli/load-module';
import { allowRelaxedSimd } from '../../../core/cli/relaxed-simd';
import type { Request } from './contestant';
import { TraineeWorker } from './trainee-worker';

tf.enableProdMode();
allowRelaxedSimd();
const worker = new TraineeWorker(loadModule);
parentPort?.on('message', async (request: Request) => parentPort?.postMessage(await worker.answer(request)));
