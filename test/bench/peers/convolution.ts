import * as tf from '@tensorflow/tfjs';

/*
 * Strided convolutions, padded to “same”, that train on every backend. TensorFlow.js lacks the kernel’s gradient on
 * WebAssembly; whoever trains there writes it as a convolution with samples and channels exchanged, as here.
 */

/** x `[batch, height, width, in]`, kernel `[height, width, in, out]`. */
export function conv2d(x: tf.Tensor4D, kernel: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (knowsKernelGradient()) return tf.conv2d(x, kernel, stride, 'same');
  return tf.customGrad((image, weights, save) => {
    const [given, of] = [image, weights] as [tf.Tensor4D, tf.Tensor4D];
    (save as tf.GradSaveFunc)([given, of]);
    return {
      value: tf.conv2d(given, of, stride, 'same'),
      gradFunc: (slope: tf.Tensor, saved: tf.Tensor[]) => {
        const [dy, [seen, by]] = [slope as tf.Tensor4D, saved as [tf.Tensor4D, tf.Tensor4D]];
        return [tf.conv2dTranspose(dy, by, seen.shape, stride, 'same'), kernelGradient(seen, dy, by.shape, stride)];
      },
    };
  })(x, kernel) as tf.Tensor4D;
}

/** x `[batch, height, width, in]`, kernel `[height, width, out, in]`; as large as `shape`. */
export function conv2dTranspose(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  shape: [number, number, number, number],
  stride: number,
): tf.Tensor4D {
  if (knowsKernelGradient()) return tf.conv2dTranspose(x, kernel, shape, stride, 'same');
  return tf.customGrad((image, weights, save) => {
    const [given, of] = [image, weights] as [tf.Tensor4D, tf.Tensor4D];
    (save as tf.GradSaveFunc)([given, of]);
    return {
      value: tf.conv2dTranspose(given, of, shape, stride, 'same'),
      gradFunc: (slope: tf.Tensor, saved: tf.Tensor[]) => {
        const [dy, [seen, by]] = [slope as tf.Tensor4D, saved as [tf.Tensor4D, tf.Tensor4D]];
        return [tf.conv2d(dy, by, stride, 'same'), kernelGradient(dy, seen, by.shape, stride)];
      },
    };
  })(x, kernel) as tf.Tensor4D;
}

const knowsKernelGradient = (): boolean => tf.getKernel('Conv2DBackpropFilter', tf.getBackend()) !== undefined;

/** Of a kernel `[height, width, in, out]`: what it met, convolved with the slope of what it gave, spread by the stride. */
function kernelGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [height, width, inputs, outputs]: [number, number, number, number],
  stride: number,
): tf.Tensor4D {
  const around = (size: number, given: number, side: number): [number, number] => {
    const total = Math.max((given - 1) * stride + side - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  const padded = tf.pad(x, [
    [0, 0],
    around(x.shape[1], dy.shape[1], height),
    around(x.shape[2], dy.shape[2], width),
    [0, 0],
  ]);
  const exchanged = tf.transpose(padded, [3, 1, 2, 0]);
  const spread = tf.transpose(dy, [1, 2, 0, 3]);
  const gradient = tf.conv2d(exchanged as tf.Tensor4D, spread as tf.Tensor4D, 1, 'valid', 'NHWC', stride);
  const places = tf.slice(gradient, [0, 0, 0, 0], [inputs, height, width, outputs]);
  return tf.transpose(places, [1, 2, 0, 3]);
}
