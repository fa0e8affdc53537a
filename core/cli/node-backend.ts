import * as tf from '@tensorflow/tfjs-core';
import type { Without } from '../training/acceleration/acceleration';
import { type ChosenBackend, startBackend } from '../training/backend';
import type { BackendName } from '../training/protocol';

export const backendChoices = ['auto', 'wasm', 'cpu'] as const;

const ladders: Record<(typeof backendChoices)[number], readonly BackendName[]> = {
  auto: ['wasm', 'cpu'],
  wasm: ['wasm'],
  cpu: ['cpu'],
};

/** Starts TensorFlow.js in Node, silent. */
export async function startNodeBackend(
  choice: (typeof backendChoices)[number],
  without: Without = [],
): Promise<ChosenBackend> {
  // Without this, TensorFlow.js greets everyone who computes in Node.
  tf.enableProdMode();
  await Promise.all([import('@tensorflow/tfjs-backend-wasm'), import('@tensorflow/tfjs-backend-cpu')]);
  return startBackend(ladders[choice], without);
}

/** To train: in Node the core alone knows no gradients, they come with the whole of TensorFlow.js. */
export async function registerGradients(): Promise<void> {
  await import('@tensorflow/tfjs');
}
