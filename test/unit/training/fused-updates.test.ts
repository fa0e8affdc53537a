import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { accelerate } from '../../../core/training/acceleration/acceleration';
import { FusedOptimizer } from '../../../core/training/acceleration/optimizer/fused-optimizer';
import { tensorflow } from '../../../core/training/acceleration/tensorflow';
import { startBackend } from '../../../core/training/backend';
import { startWasm } from './backends';

/** Around the four numbers that are updated at a time. */
const shapes = [[], [3], [4], [1, 5], [3, 3, 2], [7, 31]];

const optimizers: { readonly [name: string]: (train: typeof tf.train) => tf.Optimizer } = {
  sgd: (train) => train.sgd(0.05),
  momentum: (train) => train.momentum(0.05, 0.9),
  rmsprop: (train) => train.rmsprop(0.01),
  'rmsprop with momentum': (train) => train.rmsprop(0.01, 0.95, 0.5, 1e-6),
  adam: (train) => train.adam(0.01),
};

/** Where values stand after steps down a valley whose floor moves. */
function descend(optimizer: tf.Optimizer, steps: number): Float32Array[] {
  const variables = shapes.map((shape, index) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', index + 1)));
  for (let step = 0; step < steps; step++) {
    optimizer.minimize(
      () =>
        tf.addN(
          variables.map((variable, index) => {
            const floor = tf.randomNormal(variable.shape, 0, 1, 'float32', 100 * step + index + 1);
            return tf.mul(0.5 * (index + 1), tf.sum(tf.square(tf.sub(variable, floor))));
          }),
        ) as tf.Scalar,
      false,
      variables,
    );
  }
  const values = variables.map((variable) => variable.dataSync<'float32'>().slice());
  tf.dispose(variables);
  return values;
}

describe.each(['wasm', 'cpu'] as const)('fused updates on %s', (backend) => {
  beforeAll(async () => {
    if (backend === 'wasm') await startWasm();
    else await startBackend(['cpu']);
  });

  test.each(Object.keys(optimizers))('of %s go where those of TensorFlow.js go, over 100 steps', (name) => {
    const make = optimizers[name] as (typeof optimizers)[string];
    const [fused, plain] = [make(tensorflow.train), make(tf.train)];
    expect(fused).toBeInstanceOf(FusedOptimizer);
    const [ours, theirs] = [descend(fused, 100), descend(plain, 100)];
    for (const [index, values] of theirs.entries())
      for (const [place, value] of values.entries())
        expect(Math.abs((ours[index]?.[place] ?? Number.NaN) - value)).toBeLessThan(
          2e-6 * Math.max(1, Math.abs(value)),
        );
    for (const optimizer of [fused, plain]) optimizer.dispose();
  });

  test.each(Object.keys(optimizers))('of %s keep no tensor from step to step', (name) => {
    const optimizer = (optimizers[name] as (typeof optimizers)[string])(tensorflow.train);
    const variable = tf.variable(tf.ones([9]));
    const step = () => optimizer.minimize(() => tf.sum(tf.square(variable)), false, [variable]);
    step();
    const { numTensors, numBytes } = tf.memory();
    for (let again = 0; again < 5; again++) step();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    optimizer.dispose();
    variable.dispose();
  });

  test('leave what the loss does not depend on where it is', () => {
    const [moved, still] = [tf.variable(tf.ones([5])), tf.variable(tf.ones([5]))];
    const optimizer = tensorflow.train.adam(0.1);
    optimizer.minimize(() => tf.sum(moved), false, [still, moved]);
    expect([...still.dataSync()]).toEqual([1, 1, 1, 1, 1]);
    for (const value of moved.dataSync()) expect(value).toBeCloseTo(0.9, 5);
    optimizer.dispose();
    tf.dispose([moved, still]);
  });

  test('remember what TensorFlow.js remembers, variable by variable', async () => {
    const make = optimizers.adam as (typeof optimizers)[string];
    const remembered = [make(tensorflow.train), make(tf.train)].map(async (optimizer) => {
      descend(optimizer, 3);
      return optimizer.getWeights();
    });
    const [ours = [], theirs = []] = await Promise.all(remembered);
    expect(ours.map(({ tensor }) => tensor.shape)).toEqual(theirs.map(({ tensor }) => tensor.shape));
    for (const [index, { name, tensor }] of theirs.entries()) {
      if (index) expect(ours[index]?.name.split('/').at(-1)).toBe(name.split('/').at(-1));
      for (const [place, value] of tensor.dataSync().entries())
        expect(ours[index]?.tensor.dataSync()[place]).toBeCloseTo(value, 5);
    }
  });

  test('are those of TensorFlow.js where the acceleration is off', async () => {
    await accelerate(backend, ['fused updates']);
    expect(tensorflow.train.adam(0.1)).toBeInstanceOf(tf.AdamOptimizer);
    await accelerate(backend);
  });
});
