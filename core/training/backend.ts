import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './protocol';

export interface ChosenBackend {
  readonly backend: BackendName;
  /** A sentence where it is not the first that was hoped for. */
  readonly note: string | undefined;
}

const words: Record<BackendName, string> = {
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

/**
 * Starts the first backend of a ladder that this place offers.
 *
 * @throws Error with a sentence where none starts.
 */
export async function startBackend(ladder: readonly BackendName[]): Promise<ChosenBackend> {
  const missed: BackendName[] = [];
  for (const backend of ladder) {
    if (await starts(backend)) {
      const note = missed.length
        ? `${missed.map((name) => words[name]).join(' and ')} ${missed.length > 1 ? 'are' : 'is'} not available here; training goes on with ${words[backend]}.`
        : undefined;
      return { backend, note };
    }
    missed.push(backend);
  }
  throw new Error(`No backend starts here; tried ${ladder.map((name) => words[name]).join(', ')}.`);
}

async function starts(backend: BackendName): Promise<boolean> {
  if (tf.findBackendFactory(backend) === null) return false;
  try {
    if (!(await tf.setBackend(backend))) return false;
    await tf.ready();
    // A context can be made and still not compute: a driver that is switched off, a lost device.
    const probe = tf.tidy(() => tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))));
    const [value] = await probe.data();
    probe.dispose();
    return value === 12;
  } catch {
    return false;
  }
}
