import * as tf from '@tensorflow/tfjs';
import { affine, type CreatePeer, dense, minimizing } from './peer';

const [chainSteps, rate, magnitude] = [20, 0.01, 0.01];

/** Contrastive divergence on points of the plane: chains of 20 Langevin steps that start at the data (Hinton 2002). */
export const contrastiveDivergence: CreatePeer = (normal = tf.randomNormal) => {
  const [first, second, last] = [dense(2, 128), dense(128, 128), dense(128, 1)];
  const variables = {
    'network.dense1.weights': first.weights,
    'network.dense1.bias': first.bias,
    'network.dense2.weights': second.weights,
    'network.dense2.bias': second.bias,
    'network.dense3.weights': last.weights,
    'network.dense3.bias': last.bias,
  };
  const optimizer = tf.train.adam(0.001);

  const swish = (x: tf.Tensor): tf.Tensor => x.mul(x.sigmoid());
  const energy = (x: tf.Tensor): tf.Tensor => affine(swish(affine(swish(affine(x, first)), second)), last).sum(1);

  /** y ← y − η ∇E + √(2η) ε. */
  function langevin(start: tf.Tensor): tf.Tensor {
    const slope = tf.grad((y: tf.Tensor) => energy(y).sum());
    let y = start.clone();
    for (let step = 0; step < chainSteps; step++) {
      const before = y;
      y = tf.tidy(() => before.sub(slope(before).mul(rate)).add(normal(before.shape).mul(Math.sqrt(2 * rate))));
      before.dispose();
    }
    return y;
  }

  function step(x: tf.Tensor): tf.Scalar {
    const negatives = tf.tidy(() => langevin(x));
    const loss = (): tf.Tensor => {
      const [onData, elsewhere] = [energy(x), energy(negatives)];
      return onData.sub(elsewhere).add(onData.square().add(elsewhere.square()).mul(magnitude)).mean();
    };
    const cost = minimizing(optimizer, loss, variables);
    negatives.dispose();
    return cost;
  }

  return { variables, step };
};
