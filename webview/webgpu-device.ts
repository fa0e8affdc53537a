import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { GraphicsKind } from '../core/training/backend-choice';
import { emulator } from './webgl-device';

/** Missing too where the page has not brought its backend along. */
export async function webgpu(): Promise<GraphicsKind> {
  const adapter = tf.findBackendFactory('webgpu') ? await navigator.gpu.requestAdapter() : null;
  if (!adapter) return 'missing';
  const { isFallbackAdapter, architecture, description } = adapter.info;
  return isFallbackAdapter || emulator.test(`${architecture} ${description}`) ? 'emulated' : 'there';
}

/** The device that TensorFlow.js computes on, if it computes on WebGPU. */
const device = (): GPUDevice | undefined =>
  tf.getBackend() === 'webgpu' ? (tf.backend() as unknown as WebGPUBackend).device : undefined;

let isLost = false;

/** A lost device gives no numbers any more. */
export const webgpuDeviceIsLost = (): boolean => isLost;

export function onWebgpuLost(lost: () => void): void {
  void device()?.lost.then(() => {
    isLost = true;
    lost();
  });
}
