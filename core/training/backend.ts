import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, backendWords } from './protocol';

export interface ChosenBackend {
  readonly backend: BackendName;
  /** A sentence where it is not the first that was hoped for: which were, and why each did not start. */
  readonly note: string | undefined;
}

/**
 * Starts the first backend of a ladder that this place offers.
 *
 * @throws Error with a sentence where none starts.
 */
export async function startBackend(ladder: readonly BackendName[]): Promise<ChosenBackend> {
  const missed: string[] = [];
  for (const backend of ladder) {
    const obstacle = await start(backend);
    if (obstacle === undefined) return { backend, note: passedOver(backend, missed) };
    missed.push(`${backendWords[backend]} ${obstacle}`);
  }
  throw new Error(`No backend starts here: ${missed.join('; ')}.`);
}

/** The sentence about backends that were hoped for in vain, each with its obstacle. */
export const passedOver = (taken: BackendName, missed: readonly string[]): string | undefined =>
  missed.length ? `Training goes on with ${backendWords[taken]}: ${missed.join('; ')}.` : undefined;

/** Starts a backend; gives why it does not start, as words behind its name, or undefined where it does. */
export async function start(backend: BackendName): Promise<string | undefined> {
  const factory = tf.findBackendFactory(backend);
  if (factory === null) return 'is not part of this program';
  try {
    if (!(await tf.setBackend(backend))) {
      // TensorFlow.js prints what its factory threw and keeps it to itself.
      await factory();
      return 'is not available here';
    }
    await tf.ready();
    // A context can be made and still not compute: a driver that is switched off, a lost device.
    const probe = tf.tidy(() => tf.sum(tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]))));
    const [value] = await probe.data();
    probe.dispose();
    return value === 12 ? undefined : 'starts but computes wrongly';
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return reason ? `does not start (${reason.replace(/\.$/, '')})` : 'does not start';
  }
}
