import * as tf from '@tensorflow/tfjs-core';
import { accelerate, type Without } from './acceleration/acceleration';
import { registerWasmConv2DBackpropFilter } from './acceleration/wasm-conv2d-backprop-filter';
import { mendWasmMaxPoolGrad } from './acceleration/wasm-max-pool-grad';
import { mendWebgpuAddN } from './acceleration/webgpu-add-n';
import { mendWebgpuArgMax } from './acceleration/webgpu-arg-max';
import { type BackendName, backendWords } from './protocol';
import { guardWasmAllocations } from './wasm-memory';
import { throwRefusals } from './webgpu-refusals';

export interface ChosenBackend {
  readonly backend: BackendName;
  /** Sentences where it is not the first that was hoped for, or lacks an acceleration: which, and why. */
  readonly note: string | undefined;
}

/**
 * Starts the first backend of a ladder that this place offers, with all accelerations but those left out.
 *
 * @throws Error with a sentence where none starts.
 */
export async function startBackend(ladder: readonly BackendName[], without: Without = []): Promise<ChosenBackend> {
  const missed: string[] = [];
  for (const backend of ladder) {
    const started = await start(backend, without);
    if (typeof started !== 'string') return { backend, note: noteOn(backend, missed, started) };
    missed.push(`${backendWords[backend]} ${started}`);
  }
  throw new Error(`No backend starts here: ${missed.join('; ')}.`);
}

/** Sentences about backends that were hoped for in vain, each with its obstacle, and about accelerations that are missing. */
export function noteOn(
  backend: BackendName,
  missed: readonly string[],
  unaccelerated: readonly string[],
): string | undefined {
  const fallenBack = missed.length ? [`Training goes on with ${backendWords[backend]}: ${missed.join('; ')}.`] : [];
  return [...fallenBack, ...unaccelerated].join(' ') || undefined;
}

/**
 * Starts a backend with all accelerations but those left out: gives a sentence for each that cannot be had here, or else why
 * the backend does not start, as words behind its name.
 */
export async function start(backend: BackendName, without: Without): Promise<string | readonly string[]> {
  const obstacle = await startPlain(backend);
  if (obstacle !== undefined) return obstacle;
  if (backend === 'wasm') guardWasmAllocations();
  if (backend === 'webgpu') throwRefusals();
  const unaccelerated = await accelerate(backend, without);
  if (backend === 'wasm') {
    registerWasmConv2DBackpropFilter();
    mendWasmMaxPoolGrad();
  }
  if (backend === 'webgpu') {
    mendWebgpuAddN();
    mendWebgpuArgMax();
  }
  return unaccelerated;
}

/** Why a backend does not start, as words behind its name; undefined where it does. */
async function startPlain(backend: BackendName): Promise<string | undefined> {
  const factory = tf.findBackendFactory(backend);
  if (factory === null) return 'is not available here';
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

/** Of the numbers on the device of the backend that is on; some graphics processors have 16 bits alone. */
export const numberPrecision = (): 'float32' | 'float16' =>
  tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? 'float16' : 'float32';
