import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { DeviceLostError } from './failure';

const watched = new WeakSet<GPUDevice>();

/**
 * Where WebGPU refuses a program, or memory for a tensor, it says so later and by the way, and goes on with zeros. Here whoever
 * reads numbers thereafter, and that is the only way out, is thrown what it said.
 */
export function throwRefusals(): void {
  const backend = tf.backend() as unknown as WebGPUBackend;
  const { device } = backend;
  if (watched.has(device)) return;
  watched.add(device);
  let refusal: Error | undefined;
  device.addEventListener('uncapturederror', ({ error }) => {
    refusal ??= new Error(error.message);
  });
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const numbers = await read(dataId).catch((error) => {
      // Nobody takes a buffer back that is read: the device has gone.
      if (error instanceof DOMException && error.name === 'AbortError') throw new DeviceLostError();
      throw refusal ?? error;
    });
    if (refusal) throw refusal;
    return numbers;
  };
}
