import * as tf from '@tensorflow/tfjs-core';
import { FusedOptimizer } from './optimizer/fused-optimizer';
import type { RuleName, RuleNumbers } from './optimizer/rules';
import { updateKernel } from './optimizer/update-kernel';
import { normalKernel, uniformKernel } from './random/random-numbers';

/*
 * TensorFlow.js as an emitted module is given it: the same names, of which a few go to kernels of ours where the backend that
 * runs has them, and are its own where it has not.
 */

/** Whether a kernel stands on the backend that runs. */
const has = (kernel: string): boolean => tf.getKernel(kernel, tf.getBackend()) != null;

const randomNormal: typeof tf.randomNormal = (shape, mean = 0, deviation = 1, dtype = 'float32', seed) => {
  if (seed === undefined || dtype !== 'float32' || !has(normalKernel))
    return tf.randomNormal(shape, mean, deviation, dtype, seed);
  return spread(draw(normalKernel, shape, seed), mean, deviation);
};

const randomUniform: typeof tf.randomUniform = (shape, low = 0, high = 1, dtype = 'float32', seed) => {
  if (typeof seed !== 'number' || dtype !== 'float32' || !has(uniformKernel))
    return tf.randomUniform(shape, low, high, dtype, seed);
  return spread(draw(uniformKernel, shape, seed), low, high - low);
};

function draw<R extends tf.Rank>(kernel: string, shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  const attributes: object = { shape: [...shape], seed };
  return tf.engine().runKernel(kernel, {}, attributes as tf.NamedAttrMap);
}

/** Draws of a standard distribution, moved and stretched. */
const spread = <R extends tf.Rank>(draws: tf.Tensor<R>, from: number, by: number): tf.Tensor<R> =>
  from === 0 && by === 1 ? draws : tf.tidy(() => tf.add(from, tf.mul(by, draws)));

/** An optimizer by its rule; undefined where the backend that runs has no fused updates. */
function fused(rule: RuleName, numbers: RuleNumbers): FusedOptimizer | undefined {
  return has(updateKernel) ? new FusedOptimizer(rule, numbers) : undefined;
}

const epsilonHere = (): number => tf.backend().epsilon();

const train = {
  ...tf.train,
  sgd: (learningRate: number) => fused('sgd', { learningRate }) ?? tf.train.sgd(learningRate),
  momentum: (learningRate: number, momentum: number, nesterov = false) =>
    (nesterov ? undefined : fused('momentum', { learningRate, momentum })) ??
    tf.train.momentum(learningRate, momentum, nesterov),
  rmsprop: (learningRate: number, decay = 0.9, momentum = 0, epsilon = epsilonHere(), centered = false) =>
    (centered ? undefined : fused('rmsprop', { learningRate, decay, momentum, epsilon })) ??
    tf.train.rmsprop(learningRate, decay, momentum, epsilon, centered),
  adam: (learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = epsilonHere()) =>
    fused('adam', { learningRate, beta1, beta2, epsilon }) ?? tf.train.adam(learningRate, beta1, beta2, epsilon),
} as typeof tf.train;

export const tensorflow: typeof tf = { ...tf, randomNormal, randomUniform, train };
