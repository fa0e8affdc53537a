import * as tf from '@tensorflow/tfjs-core';
import type { Without } from '../training/acceleration/acceleration';
import { type ChosenBackend, startBackend } from '../training/backend';
import type { BackendName } from '../training/protocol';
import type { Trainer } from '../training/trainer';
import { startFastest } from '../training/trial';

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
  await registerBackends();
  return startBackend(ladders[choice], without);
}

/** The same, to train; “auto” is the backend on which the model that is built trains fastest. */
export async function startTrainingBackend(
  choice: (typeof backendChoices)[number],
  without: Without,
  build: () => Trainer,
): Promise<ChosenBackend> {
  await registerBackends();
  await registerGradients();
  return choice === 'auto' ? startFastest(ladders.auto, without, build) : startBackend(ladders[choice], without);
}

async function registerBackends(): Promise<void> {
  // Without this, TensorFlow.js greets everyone who computes in Node.
  tf.enableProdMode();
  await Promise.all([import('@tensorflow/tfjs-backend-wasm'), import('@tensorflow/tfjs-backend-cpu')]);
}

/** To train: in Node the core alone knows no gradients, they come with the whole of TensorFlow.js. */
export async function registerGradients(): Promise<void> {
  await import('@tensorflow/tfjs');
}
