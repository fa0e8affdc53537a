import * as tf from '@tensorflow/tfjs-core';
import type { Limits } from './contestant';

/** Large enough that a backend shows its best, small enough to wait for. */
const sides: { readonly [backend: string]: number } = { cpu: 256, wasm: 768, webgl: 768 };
const launches = 300;

/** The fastest product of matrices, and the cheapest launch, of the backend that runs. */
export async function measureLimits(): Promise<Limits> {
  const side = sides[tf.getBackend()] ?? 256;
  const [a, b] = [tf.randomUniform([side, side]), tf.randomUniform([side, side])];
  const product = await fastest(() => tf.matMul(a, b));
  const x = tf.add(tf.ones([32, 32]), 1);
  await x.data();
  const add = tf.getKernel('Add', tf.getBackend());
  if (!add) throw new Error(`The ${tf.getBackend()} backend cannot add.`);
  const backend = tf.backend();
  const chain = await fastest(() => {
    for (let launch = 0; launch < launches; launch++) {
      const sum = add.kernelFunc({ inputs: { a: x, b: x }, attrs: {}, backend });
      for (const { dataId } of [sum].flat()) backend.disposeData(dataId);
    }
    return tf.add(x, x);
  });
  tf.dispose([a, b, x]);
  return { multiplyAddsPerMs: side ** 3 / product, launchMs: chain / launches };
}

/** Milliseconds at best, with what is computed read in part. */
async function fastest(compute: () => tf.Tensor): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const start = performance.now();
    const corner = tf.tidy(() => tf.slice(compute(), [0, 0], [1, 1]));
    await corner.data();
    corner.dispose();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
