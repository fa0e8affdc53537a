import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../../core/analysis/check';
import { drawSpheres } from '../../../core/data/spheres';
import { parse } from '../../../core/graph/parse';
import type { Trainer } from '../../../core/training/trainer';
import { template } from '../../unit/templates';
import { diceCoefficient } from '../oracles/dice';
import { parametersOfPaperUNet } from '../paper-unet';
import type { Evidence, Proof } from '../proof';
import { block, type Graph, trained } from '../system';

const voxels = 16 ** 3;

/** How well held-out balls are found: 2 |A ∩ B| / (|A| + |B|) of what is predicted above one half and the true masks. */
function dice(trainer: Trainer, samples: number): number {
  const [volumes, masks] = (['spheres', 'sphere-masks'] as const).map((what) => drawSpheres(what, 1).test.values.data);
  let [predicted, index] = [new Float32Array(), 0];
  tf.tidy(() => {
    const x = tf.tensor(volumes?.slice(0, samples * voxels) ?? [], [samples, 16, 16, 16, 1]);
    predicted = new Float32Array(trainer.model.reconstruct?.(x).dataSync() ?? []);
  });
  for (; index < predicted.length; index++) predicted[index] = Number((predicted[index] ?? 0) > 0.5);
  return diceCoefficient(predicted, masks?.slice(0, samples * voxels) ?? []);
}

type Layers = { readonly layer: string }[];

function withoutSkips(graph: Graph): void {
  const unet = block(graph, 'unet');
  unet.layers = (unet.layers as Layers).filter(({ layer }) => layer !== 'skip' && layer !== 'join');
}

function withPoolsOfThree(graph: Graph): void {
  const unet = block(graph, 'unet');
  unet.layers = (unet.layers as Layers).map((each) => (each.layer === 'pool3d' ? { ...each, size: 3 } : each));
}

/** How many errors the checker finds in the template, edited. */
function errorsOf(change: (graph: Graph) => void): number {
  const graph: Graph = JSON.parse(template('unet-3d'));
  change(graph);
  return check(parse(JSON.stringify(graph))).diagnostics.filter(({ severity }) => severity === 'error').length;
}

/** Each voxel of a noisy volume is told whether it lies in a ball (Çiçek et al. 2016). */
export const proof: Proof = {
  system: 'unet-3d',
  async prove(tier): Promise<readonly Evidence[]> {
    const [steps, samples] = tier === 'full' ? [400, 64] : [160, 16];
    const blurred = await trained('unet-3d', { steps, change: withoutSkips });
    const without = dice(blurred, samples);
    blurred.dispose();
    const unet = await trained('unet-3d', { steps });
    const found = dice(unet, samples);
    unet.dispose();
    return [
      {
        criterion: 'held-out balls are found: Dice coefficient of the predicted masks',
        reference: 'Çiçek et al. 2016 report an IoU of 0.863, which is a Dice of 0.926',
        value: found,
        bound: { above: 0.9 },
      },
      {
        criterion: 'fails without skips: what the masks miss, 1 − Dice, relative to that with them',
        reference: 'half and quarter of the sides do not say where a rim lies (Ronneberger et al. 2015)',
        value: (1 - without) / (1 - found),
        bound: { above: 1.3 },
      },
      {
        criterion: 'fails with pools of 3, which do not divide a side of 16: errors that the checker finds',
        reference: 'what is joined must be of one size (Çiçek et al. 2016, §2)',
        value: errorsOf(withPoolsOfThree),
        bound: { above: 0.5 },
      },
      {
        criterion:
          'the network of the paper, drawn of these layers: parameters, less the biases of its up-convolutions',
        reference: 'Çiçek et al. 2016: 19 069 955',
        value: parametersOfPaperUNet() ?? Number.NaN,
        bound: { above: 19_069_954.5, below: 19_069_955.5 },
      },
    ];
  },
};
