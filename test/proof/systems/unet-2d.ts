import * as tf from '@tensorflow/tfjs-core';
import { digits } from '../digits';
import { type Matrix, row } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { type Graph, given, trained } from '../system';

/** The mean squared error of the lower half of images `[N, 64]`, a pixel. */
function hiddenError(found: Matrix, images: Matrix): number {
  let sum = 0;
  for (let sample = 0; sample < images.rows; sample++) {
    const [a, b] = [row(found, sample), row(images, sample)];
    for (let pixel = 32; pixel < 64; pixel++) sum += ((a[pixel] ?? 0) - (b[pixel] ?? 0)) ** 2;
  }
  return sum / (images.rows * 32);
}

const pastTheMask = (graph: Graph): void => {
  graph.edges = graph.edges.map((edge) =>
    edge.to === 'unet.context' ? { from: 'x.value', to: 'unet.context' } : edge,
  );
};

/** Hidden squares are painted in by a network with skips (Ronneberger et al. 2015). */
export const proof: Proof = {
  system: 'unet-2d',
  async prove(tier): Promise<readonly Evidence[]> {
    const { test } = await digits();
    const inpaint = async (steps: number, change: (graph: Graph) => void = () => {}): Promise<number> => {
      const unet = await trained('unet-2d', { steps, change });
      const found = given(unet, test.values, (x) => {
        const upper = Float32Array.from({ length: 64 }, (_, pixel) => Number(pixel < 32));
        const seen = tf.tile(tf.tensor(upper, [1, 8, 8, 1]), [test.values.rows, 1, 1, 1]);
        return unet.model.complete?.(x, seen) ?? x;
      });
      unet.dispose();
      return hiddenError(found, test.values);
    };
    return [
      {
        criterion: 'the lower half is painted in from the upper, of squares hidden at random: squared error a pixel',
        reference: 'linear regression from the upper half 0.0526',
        value: await inpaint(tier === 'full' ? 1500 : 800),
        bound: { below: 0.0526 },
      },
      {
        criterion: 'fails where x passes the mask: squared error a pixel of the lower half, hidden then',
        reference: 'a copy of nothing is black, which errs more than the mean image does, 0.0768',
        value: await inpaint(60, pastTheMask),
        bound: { above: 0.0768 },
      },
    ];
  },
};
