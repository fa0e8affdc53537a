import * as tf from '@tensorflow/tfjs-core';

const mended = new WeakSet<tf.KernelFunc>();

/** Puts a kernel in the place of one of TensorFlow.js that does not do what it should; once, however often it is called. */
export function mend(kernelName: string, backendName: string, better: (present: tf.KernelFunc) => tf.KernelFunc): void {
  const { kernelFunc: present } = tf.getKernel(kernelName, backendName);
  if (mended.has(present)) return;
  const kernelFunc = better(present);
  mended.add(kernelFunc);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}
