import * as tf from '@tensorflow/tfjs-core';
import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { conditionalMean, type Gaussian } from '../oracles/gaussian';
import { columnMeans, columnsAt, type Matrix, matrix, multiply, row, transpose } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { block, type Graph, given, trained, weights } from '../system';

/** The upper half of 8×8 pixels is seen. */
const upper = Float32Array.from({ length: 64 }, (_, pixel) => Number(pixel < 32));

/** What a model makes of the lower half of images `[N, 64]`. */
const completed = (trainer: Trainer, images: Matrix): Matrix =>
  given(trainer, images, (x) => {
    const seen = tf.tile(tf.tensor(upper, [1, 8, 8, 1]), [images.rows, 1, 1, 1]);
    const { complete } = trainer.model;
    if (!complete) throw new Error('The model completes nothing.');
    return complete(x, seen);
  });

/** The mean squared error of the lower half, a pixel. */
function hiddenError(found: Matrix, images: Matrix): number {
  let sum = 0;
  for (let sample = 0; sample < images.rows; sample++) {
    const [a, b] = [row(found, sample), row(images, sample)];
    for (let pixel = 32; pixel < 64; pixel++) sum += ((a[pixel] as number) - (b[pixel] as number)) ** 2;
  }
  return sum / (images.rows * 32);
}

/** How many numbers of the upper half are not those that were given, bit by bit. */
function changed(found: Matrix, images: Matrix): number {
  let count = 0;
  for (let sample = 0; sample < images.rows; sample++) {
    const [a, b] = [row(found, sample), row(images, sample)];
    for (let pixel = 0; pixel < 32; pixel++) if (a[pixel] !== Math.fround(b[pixel] as number)) count++;
  }
  return count;
}

/** The template with one linear layer each way. */
const linear = (graph: Graph): void => {
  Object.assign(block(graph, 'encoder'), { layers: [{ layer: 'flatten' }] });
  Object.assign(block(graph, 'decoder'), {
    layers: [
      { layer: 'dense', units: 64, activation: 'linear' },
      { layer: 'reshape', shape: [8, 8, 1] },
    ],
  });
};

/** N(b, Wᵀ W + σ² I) of a linear decoder z W + b with a standard normal code, where the weight of the distance is 1/2σ². */
function marginal(trainer: Trainer, weight: number): Gaussian {
  const atoms = weights(trainer, 'decoder.dense1.weights');
  const covariance = multiply(transpose(atoms), atoms);
  for (let pixel = 0; pixel < covariance.rows; pixel++) {
    const at = pixel * covariance.columns + pixel;
    covariance.data[at] = (covariance.data[at] as number) + 1 / (2 * weight);
  }
  return { mean: weights(trainer, 'decoder.dense1.bias').data, covariance };
}

/** How far what a linear model makes of the lower half is from the mean of its own distribution, given the upper. */
async function fromConditionalMean(images: Matrix, steps: number): Promise<number> {
  const trainer = await trained('complete-the-rest', { steps, change: linear });
  const found = completed(trainer, images);
  const visible = Array.from({ length: 32 }, (_, pixel) => pixel);
  const exact = conditionalMean(marginal(trainer, 25), visible, images);
  trainer.dispose();
  const hidden = columnsAt(
    found,
    visible.map((pixel) => pixel + 32),
  );
  return Math.max(...hidden.data.map((value, index) => Math.abs(value - (exact.data[index] as number))));
}

/** Any part from any other, by clamping (LeCun et al. 2006). */
export const proof: Proof = {
  system: 'complete-the-rest',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const images = test.values;
    const [steps, few] = tier === 'full' ? [4000, 4000] : [3000, 500];

    const vae = await trained('complete-the-rest', { steps });
    const found = completed(vae, images);
    vae.dispose();

    const masked = await trained('masked-prediction', {
      // Longer, it learns the images by heart.
      steps: 1000,
      change: (graph) => {
        Object.assign(block(graph, 'x'), { data: 'digits' });
        Object.assign(block(graph, 'mask'), { hidden: 'bottom' });
        Object.assign(block(graph, 'surprise'), { block: 'squared-error' });
      },
    });
    const predicted = completed(masked, images);
    masked.dispose();

    const free = await trained('complete-the-rest', {
      steps: few,
      change: (graph) => Object.assign(block(graph, 'kl'), { weight: 0 }),
    });
    const unruled = completed(free, images);
    free.dispose();

    const means = columnMeans(train.values);
    const mean = matrix(
      images.rows,
      64,
      Float64Array.from({ length: images.rows * 64 }, (_, i) => means[i % 64] ?? 0),
    );
    return [
      {
        criterion: 'the lower half from the upper by the code of least energy: mean squared error a pixel',
        reference:
          'PyTorch, a variational autoencoder of σ² = 0.02: 0.046–0.048; probabilistic PCA of 24 dimensions 0.0557',
        value: hiddenError(found, images),
        bound: { below: 0.055 },
      },
      {
        criterion: 'what is clamped comes back bit by bit: numbers that changed',
        reference: 'by construction',
        value: changed(found, images),
        bound: { below: 1 },
      },
      {
        criterion: 'the lower half from the upper by masked prediction: mean squared error a pixel',
        reference: 'PyTorch, masked autoencoder: 0.034–0.036; linear regression 0.0526',
        value: hiddenError(predicted, images),
        bound: { below: 0.042 },
      },
      {
        criterion: 'with linear layers: what is found is the mean of the model, given what is seen: largest difference',
        reference: 'μ_H + Σ_HV Σ_VV⁻¹ (y_V − μ_V), in doubles',
        value: await fromConditionalMean(images, tier === 'full' ? 1000 : 300),
        bound: { below: 2e-5 },
      },
      {
        criterion: 'fails without the prior: the error is above that of the mean image, 0.0768',
        reference: 'the mean of the training images',
        value: hiddenError(unruled, images) / hiddenError(mean, images),
        bound: { above: 1 },
      },
    ];
  },
};
