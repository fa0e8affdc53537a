import * as tf from '@tensorflow/tfjs';
import { affine, type CreatePeer, dense, minimizing } from './peer';

/** A variational autoencoder of points of the plane, 2-64-2-64-2, with the squared error as its reconstruction. */
export const vae2d: CreatePeer = (normal = tf.randomNormal) => {
  const [hidden, mean, logVariance] = [dense(2, 64), dense(64, 2), dense(64, 2)];
  const [raised, point] = [dense(2, 64), dense(64, 2)];
  const variables = {
    'encoder.dense1.weights': hidden.weights,
    'encoder.dense1.bias': hidden.bias,
    'code.mean.weights': mean.weights,
    'code.mean.bias': mean.bias,
    'code.logVariance.weights': logVariance.weights,
    'code.logVariance.bias': logVariance.bias,
    'decoder.dense1.weights': raised.weights,
    'decoder.dense1.bias': raised.bias,
    'decoder.dense2.weights': point.weights,
    'decoder.dense2.bias': point.bias,
  };
  const optimizer = tf.train.adam(0.001);

  function loss(x: tf.Tensor): tf.Tensor {
    const h = affine(x, hidden).relu();
    const [mu, logVar] = [affine(h, mean), affine(h, logVariance)];
    const z = mu.add(logVar.mul(0.5).exp().mul(normal(mu.shape)));
    const reconstruction = affine(affine(z, raised).relu(), point).sub(x).square().sum(1);
    const kl = mu.square().add(logVar.exp()).sub(logVar).sub(1).sum(1).mul(0.5);
    return reconstruction.add(kl).mean();
  }

  return { variables, step: (x) => minimizing(optimizer, () => loss(x), variables) };
};
