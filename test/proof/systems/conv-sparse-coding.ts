import * as tf from '@tensorflow/tfjs-core';
import { randomSource } from '../../../core/data/random';
import type { Trainer } from '../../../core/training/trainer';
import { decode, dictionaryOf, inferred, relativeGaps } from '../dictionary';
import { digits } from '../digits';
import { shuffled } from '../negatives';
import { adjointError } from '../oracles/adjoint';
import { firstRows, matrix, mean, squaredNorm, subtract } from '../oracles/matrix';
import type { Evidence, Proof } from '../proof';
import { block, energies, given, trained, weights } from '../system';

const penalty = 0.2;
const maps = 8;

/** ‖d_m‖₂ of each kernel; a kernel is the last axis of the weights `[5, 5, 1, maps]`. */
function kernelNorms(trainer: Trainer): number[] {
  const { data } = weights(trainer, 'decoder.conv2dTranspose1.kernel');
  return Array.from({ length: maps }, (_, m) => Math.sqrt(squaredNorm(data.filter((_, index) => index % maps === m))));
}

/** ⟨Dz, y⟩ against ⟨z, Dᵀy⟩ for random z and y, where Dᵀ is what the search follows: the gradient of the decoder. */
function adjoint(trainer: Trainer): number {
  const random = randomSource(0, 'adjoint');
  const normal = (size: number): Float64Array => Float64Array.from({ length: size }, () => random.normal());
  const units = trainer.manifest.code?.dimensions ?? 0;
  const still = decode(trainer, matrix(1, units, new Float64Array(units)));
  const spread = (z: Float64Array): Float64Array => subtract(decode(trainer, matrix(1, units, z)).data, still.data);
  const gathered = (y: Float64Array): Float64Array =>
    given(trainer, matrix(1, y.length, y), (target) =>
      tf.grad((z) => tf.sum(tf.mul(trainer.model.decode?.(z) ?? z, target)))(tf.zeros([1, units])),
    ).data;
  return adjointError(spread, gathered, normal(units), normal(64));
}

/** The same energy as sparse coding, with kernels that lie anywhere in place of atoms (SPORCO’s ConvBPDN). */
export const proof: Proof = {
  system: 'conv-sparse-coding',
  async prove(tier): Promise<readonly Evidence[]> {
    const samples = firstRows((await digits()).test.values, tier === 'full' ? 100 : 20);
    const trainer = await trained('conv-sparse-coding', tier === 'reduced' ? { steps: 60 } : {});
    const dictionary = dictionaryOf(trainer, penalty);
    const codes = await inferred('conv-sparse-coding', trainer, samples, 600);
    const gaps = relativeGaps(dictionary, samples, codes);
    const norms = kernelNorms(trainer);
    const transposed = adjoint(trainer);
    const odd = shuffled(samples);
    const ofOdd = mean(energies(trainer, odd));
    trainer.set('sparsity', 'weight', 1e-4);
    const ofAnything = mean(energies(trainer, odd));
    trainer.dispose();

    const free = await trained('conv-sparse-coding', {
      steps: tier === 'full' ? 300 : 60,
      change: (graph) => Object.assign(block(graph, 'decoder'), { constraint: 'none' }),
    });
    const freeNorms = kernelNorms(free);
    free.dispose();
    return [
      {
        criterion: 'what the search follows is the adjoint of the decoder: |⟨Dz, y⟩ − ⟨z, Dᵀy⟩| / (‖Dz‖ ‖y‖)',
        reference: 'the dot-product test, Claerbout 1992',
        value: transposed,
        bound: { below: 1e-4 },
      },
      {
        criterion: 'after 600 steps of FISTA: largest duality gap, relative to the energy',
        reference: 'Kim et al. 2007, in doubles, of the kernels at every place',
        value: Math.max(...gaps),
        bound: { above: -1e-5, below: 5e-3 },
      },
      {
        criterion: 'the kernels keep to the unit ball: largest norm',
        reference: 'SPORCO’s ConvBPDNDictLearn',
        value: Math.max(...norms),
        bound: { below: 1 + 1e-5 },
      },
      {
        criterion: 'fails without the unit ball: mean norm of the kernels',
        reference: 'the maps shrink, the kernels grow',
        value: mean(freeNorms),
        bound: { above: 1.5 },
      },
      {
        criterion: 'fails with λ = 10⁻⁴: the energy of digits with shuffled pixels, relative to that with λ = 0.2',
        reference: 'eight maps hold eight numbers a pixel: what they may use freely says anything',
        value: ofAnything / ofOdd,
        bound: { below: 0.05 },
      },
    ];
  },
};
