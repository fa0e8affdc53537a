import * as tf from '@tensorflow/tfjs-core';
import type { Without } from '../training/acceleration/acceleration';
import { type ChosenBackend, startBackend } from '../training/backend';
import { sentences } from '../training/backend-choice';
import type { BackendName } from '../training/protocol';
import type { Trainer } from '../training/trainer';
import { startFastest, timesWords } from '../training/trial';
import { keepFastest, machine, readFastest } from './fastest-backend';
import { allowRelaxedSimd } from './relaxed-simd';

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

/**
 * The same, to train; “auto” is the backend on which the model that is built trains fastest, as the file remembers it or as it is
 * measured and remembered from then on.
 */
export async function startTrainingBackend(
  choice: (typeof backendChoices)[number],
  without: Without,
  build: () => Trainer,
  memory: string,
): Promise<ChosenBackend> {
  await registerBackends();
  await registerGradients();
  if (choice !== 'auto') return startBackend(ladders[choice], without);
  const found = await readFastest(memory);
  if (found) {
    const { backend, note } = await startBackend([found.backend, ...ladders.auto], without);
    if (backend === found.backend) {
      const remembered = `That is remembered from an earlier run: --backend names another, and without ${memory} it is measured anew.`;
      return { backend, note: sentences(note, timesWords(found.times), remembered) };
    }
  }
  const { backend, note, times } = await startFastest(ladders.auto, without, build);
  const unkept = await keepFastest(memory, { backend, times, machine });
  return { backend, note: sentences(note, timesWords(times), unkept) };
}

async function registerBackends(): Promise<void> {
  // Without this, TensorFlow.js greets everyone who computes in Node.
  tf.enableProdMode();
  allowRelaxedSimd();
  await Promise.all([import('@tensorflow/tfjs-backend-wasm'), import('@tensorflow/tfjs-backend-cpu')]);
}

/** To train: in Node the core alone knows no gradients, they come with the whole of TensorFlow.js. */
export async function registerGradients(): Promise<void> {
  await import('@tensorflow/tfjs');
}
