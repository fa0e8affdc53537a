import * as tf from '@tensorflow/tfjs';
import { affine, type CreatePeer, dense, minimizing } from './peer';

/** A variational autoencoder of images of 28×28, 784-400-20-400-784 (Kingma & Welling 2014). */
export const vae784: CreatePeer = (normal = tf.randomNormal) => {
  const [hidden, mean, logVariance] = [dense(784, 400), dense(400, 20), dense(400, 20)];
  const [raised, pixels] = [dense(20, 400), dense(400, 784)];
  const variables = {
    'encoder.dense1.weights': hidden.weights,
    'encoder.dense1.bias': hidden.bias,
    'code.mean.weights': mean.weights,
    'code.mean.bias': mean.bias,
    'code.logVariance.weights': logVariance.weights,
    'code.logVariance.bias': logVariance.bias,
    'decoder.dense1.weights': raised.weights,
    'decoder.dense1.bias': raised.bias,
    'decoder.dense2.weights': pixels.weights,
    'decoder.dense2.bias': pixels.bias,
  };
  const optimizer = tf.train.adam(0.001);

  function loss(images: tf.Tensor): tf.Tensor {
    const x = images.reshape([-1, 784]);
    const h = affine(x, hidden).relu();
    const [mu, logVar] = [affine(h, mean), affine(h, logVariance)];
    const z = mu.add(logVar.mul(0.5).exp().mul(normal(mu.shape)));
    const logits = affine(affine(z, raised).relu(), pixels);
    const reconstruction = logits.softplus().sub(x.mul(logits)).sum(1);
    const kl = mu.square().add(logVar.exp()).sub(logVar).sub(1).sum(1).mul(0.5);
    return reconstruction.add(kl).mean();
  }

  return { variables, step: (x) => minimizing(optimizer, () => loss(x), variables) };
};
