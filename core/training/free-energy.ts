import * as tf from '@tensorflow/tfjs-core';
import type { Manifest } from '../program/manifest';
import { tensorflow } from './acceleration/tensorflow';
import type { Model } from './model';

export interface FreeEnergyOptions {
  /** The inverse temperature β. */
  readonly beta: number;
  /** Of a Gaussian code: how many draws from the posterior a sample. */
  readonly draws: number;
  readonly seed: number;
}

/**
 * F_β(x) = −(1/β) log ∫ e^{−β E(x, z)} dz (LeCun et al. 2006, eq. 3). Of a one-hot code the mean over all choices is exact. Of
 * a Gaussian code with a prior it is estimated with draws from the posterior q, each weighed by e^{−β E} / q (Burda et al.
 * 2016): it holds on the average of e^{−β F}, and so lies too high rather than too low. A model whose code is a function of
 * the observation, or that has none, has F_β = E. Undefined where the integral has no such estimate.
 */
export function freeEnergyOf(
  { code, canSample }: Manifest,
  model: Model,
  options: FreeEnergyOptions,
): ((...observations: tf.Tensor[]) => tf.Tensor) | undefined {
  if (!code || code.kind === 'deterministic' || code.kind === 'vector-quantized') return (...x) => model.energy(...x);
  const { jointEnergy, posterior } = model;
  const { name } = code;
  if (code.kind === 'one-hot' && name !== undefined)
    return (...x) => overChoices(code.dimensions, options.beta, x, (z) => model.energy(...x, { [name]: z }));
  if (!jointEnergy) return undefined;
  const whole = (x: tf.Tensor, z: tf.Tensor): tf.Tensor => jointEnergy(x, z, tf.onesLike(x));
  if (code.kind === 'one-hot')
    return (x = tf.tensor([])) => overChoices(code.dimensions, options.beta, [x], (z) => whole(x, z));
  if (code.kind !== 'gaussian' || !posterior || !canSample) return undefined;
  return (x = tf.tensor([])) => overDraws(posterior(x), options, (z) => whole(x, z));
}

/** −(1/β) log of the mean of e^{−β E} over the choices: [batch]. */
function overChoices(
  choices: number,
  beta: number,
  [x]: readonly tf.Tensor[],
  energy: (z: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const batch = x?.shape[0] ?? 0;
  const each = Array.from({ length: choices }, (_, choice) => {
    const row = tf.tensor2d(
      Array.from({ length: choices }, (__, index) => Number(index === choice)),
      [1, choices],
    );
    return tf.mul(-beta, energy(tf.tile(row, [batch, 1])));
  });
  return tf.div(tf.sub(Math.log(choices), tf.logSumExp(tf.stack(each), 0)), beta);
}

/** −(1/β) log of the mean of e^{−β E(x, z)} / q(z | x) over draws z from q: [batch]. */
function overDraws(
  { mean, logVariance }: { readonly mean: tf.Tensor; readonly logVariance: tf.Tensor },
  { beta, draws, seed }: FreeEnergyOptions,
  energy: (z: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const deviation = tf.exp(tf.mul(0.5, logVariance));
  const each = Array.from({ length: draws }, (_, draw) =>
    tf.tidy(() => {
      const noise = tensorflow.randomNormal(mean.shape, 0, 1, 'float32', seed * draws + draw + 1);
      const nats = tf.add(tf.add(tf.square(noise), logVariance), Math.log(2 * Math.PI));
      const surprise = tf.mul(0.5, tf.sum(nats, 1));
      return tf.sub(surprise, tf.mul(beta, energy(tf.add(mean, tf.mul(deviation, noise)))));
    }),
  );
  return tf.div(tf.sub(Math.log(draws), tf.logSumExp(tf.stack(each), 0)), beta);
}
