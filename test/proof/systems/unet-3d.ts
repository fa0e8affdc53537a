import * as tf from '@tensorflow/tfjs-core';
import { drawSpheres } from '../../../core/data/spheres';
import type { Trainer } from '../../../core/training/trainer';
import { diceCoefficient } from '../oracles/dice';
import type { Evidence, Proof } from '../proof';
import { trained, untrained } from '../system';

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

/** Each voxel of a noisy volume is told whether it lies in a ball (Çiçek et al. 2016). */
export const proof: Proof = {
  system: 'unet-3d',
  async prove(tier): Promise<readonly Evidence[]> {
    const [steps, samples] = tier === 'full' ? [400, 64] : [160, 16];
    const before = await untrained('unet-3d');
    const blind = dice(before, samples);
    before.dispose();
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
        criterion: 'fails without training: Dice coefficient',
        reference: 'masks that know nothing of the volume',
        value: blind,
        bound: { below: 0.5 },
      },
    ];
  },
};
