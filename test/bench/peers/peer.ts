import * as tf from '@tensorflow/tfjs';

/** A model written by hand in TensorFlow.js, in its usual style; nothing of ours is in it. */
export interface Peer {
  /** By the names that the emitted module of the same model has. */
  readonly variables: { readonly [name: string]: tf.Variable };
  /** One step of Adam on a batch `[batch, ...shape]`; gives the mean loss before it, which stays on the device and is the caller's. */
  step(x: tf.Tensor): tf.Scalar;
}

/** `normal` draws standard normal numbers of a shape. */
export type CreatePeer = (normal?: (shape: number[]) => tf.Tensor) => Peer;

interface Dense {
  readonly weights: tf.Variable;
  readonly bias: tf.Variable;
}

export const dense = (inputs: number, outputs: number): Dense => ({
  weights: tf.variable(tf.initializers.glorotUniform({}).apply([inputs, outputs])),
  bias: tf.variable(tf.zeros([outputs])),
});

export const affine = (x: tf.Tensor, { weights, bias }: Dense): tf.Tensor => x.matMul(weights).add(bias);

export const minimizing = (optimizer: tf.Optimizer, loss: () => tf.Tensor, variables: Peer['variables']): tf.Scalar => {
  const cost = optimizer.minimize(() => loss().asScalar(), true, Object.values(variables));
  if (!cost) throw new Error('An optimizer gives the cost that it is asked for.');
  return cost;
};
