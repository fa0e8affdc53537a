import * as tf from '@tensorflow/tfjs';
import { type CreatePeer, minimizing } from './peer';

const [atoms, size, sparsity, searchSteps] = [128, 64, 0.2, 50];

/** Sparse coding of images of 8×8: 128 atoms, codes found by 50 steps of FISTA (Beck & Teboulle 2009). */
export const sparseCoding: CreatePeer = () => {
  const dictionary = tf.variable(tf.initializers.glorotUniform({}).apply([atoms, size]));
  const variables = { 'decoder.dense1.weights': dictionary };
  const optimizer = tf.train.adam(0.02);

  /** The code of least ‖x − z W‖² + λ ‖z‖₁ for each row of x. */
  function fista(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const rate = tf.div(1, curvature());
      const threshold = rate.mul(sparsity);
      let z: tf.Tensor = tf.zeros([x.shape[0], atoms]);
      let ahead = z;
      let t = 1;
      for (let step = 0; step < searchSteps; step++) {
        const next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
        const before = [z, ahead];
        [z, ahead] = tf.tidy(() => {
          const slope = ahead.matMul(dictionary).sub(x).matMul(dictionary, false, true).mul(2);
          const moved = ahead.sub(slope.mul(rate));
          const shrunk = moved.sign().mul(moved.abs().sub(threshold).relu());
          return [shrunk, shrunk.add(shrunk.sub(z).mul((t - 1) / next))];
        });
        tf.dispose(before);
        t = next;
      }
      return z;
    });
  }

  /** 2 σ² of the dictionary, from above: the norm of a power of WᵀW to the inverse power, by squaring it ten times. */
  function curvature(): tf.Tensor {
    let power: tf.Tensor = dictionary.matMul(dictionary, true, false);
    let log: tf.Tensor = tf.scalar(0);
    for (let p = 1; p <= 1024; p *= 2) {
      const norm = power.norm();
      log = log.add(norm.log().div(p));
      const unit = power.div(norm);
      power = unit.matMul(unit);
    }
    return log.exp().mul(2.0002);
  }

  function step(images: tf.Tensor): tf.Scalar {
    const x = images.reshape([-1, size]);
    const z = fista(x);
    const loss = (): tf.Tensor => {
      const reconstruction = z.matMul(dictionary).sub(x).square().sum(1);
      return reconstruction.add(z.abs().sum(1).mul(sparsity)).mean();
    };
    const cost = minimizing(optimizer, loss, variables);
    tf.tidy(() => dictionary.assign(dictionary.div(dictionary.norm('euclidean', 1, true).maximum(1))));
    tf.dispose([x, z]);
    return cost;
  }

  return { variables, step };
};
