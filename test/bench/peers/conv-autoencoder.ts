import * as tf from '@tensorflow/tfjs';
import { conv2d, conv2dTranspose } from './convolution';
import { affine, type CreatePeer, dense, minimizing } from './peer';

/** An autoencoder of images of 28×28: two convolutions of stride 2 down to a code of 16 numbers, and two back up. */
export const convAutoencoder: CreatePeer = () => {
  const kernel = (...shape: [number, number, number, number]): tf.Variable<tf.Rank.R4> =>
    tf.variable(tf.initializers.glorotUniform({}).apply(shape) as tf.Tensor4D);
  const bias = (channels: number): tf.Variable => tf.variable(tf.zeros([channels]));
  const [fine, coarse] = [kernel(3, 3, 1, 16), kernel(3, 3, 16, 32)];
  const [fineBias, coarseBias] = [bias(16), bias(32)];
  const [code, raised] = [dense(1568, 16), dense(16, 1568)];
  const [up, pixels] = [kernel(3, 3, 16, 32), kernel(3, 3, 1, 16)];
  const [upBias, pixelsBias] = [bias(16), bias(1)];
  const variables = {
    'encoder.conv2d1.kernel': fine,
    'encoder.conv2d1.bias': fineBias,
    'encoder.conv2d2.kernel': coarse,
    'encoder.conv2d2.bias': coarseBias,
    'code.weights': code.weights,
    'code.bias': code.bias,
    'decoder.dense1.weights': raised.weights,
    'decoder.dense1.bias': raised.bias,
    'decoder.conv2dTranspose1.kernel': up,
    'decoder.conv2dTranspose1.bias': upBias,
    'decoder.conv2dTranspose2.kernel': pixels,
    'decoder.conv2dTranspose2.bias': pixelsBias,
  };
  const optimizer = tf.train.adam(0.001);

  function loss(x: tf.Tensor4D): tf.Tensor {
    const [batch] = x.shape;
    const first = conv2d(x, fine, 2).add(fineBias).relu<tf.Tensor4D>();
    const second = conv2d(first, coarse, 2).add<tf.Tensor4D>(coarseBias).relu();
    const z = affine(second.reshape([-1, 1568]), code);
    const maps = affine(z, raised).relu().reshape<tf.Tensor4D>([-1, 7, 7, 32]);
    const third = conv2dTranspose(maps, up, [batch, 14, 14, 16], 2).add(upBias).relu<tf.Tensor4D>();
    const logits = conv2dTranspose(third, pixels, [batch, 28, 28, 1], 2).add<tf.Tensor4D>(pixelsBias);
    return logits.softplus().sub(x.mul(logits)).sum([1, 2, 3]).mean();
  }

  return { variables, step: (x) => minimizing(optimizer, () => loss(x as tf.Tensor4D), variables) };
};
