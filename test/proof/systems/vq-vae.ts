import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { assign } from '../oracles/k-means';
import { type Matrix, matrix, squaredDistance, squaredNorm } from '../oracles/matrix';
import { perplexity } from '../oracles/perplexity';
import { principalComponents, reconstructionError } from '../oracles/principal-components';
import type { Evidence, Proof } from '../proof';
import { block, given, remove, signalOf, trained, weights } from '../system';

const entries = 32;

const errorOf = (trainer: Trainer, samples: Matrix): number =>
  squaredDistance(given(trainer, samples, (x) => trainer.model.reconstruct?.(x) ?? x).data, samples.data) /
  samples.rows;

/** Four words of a book of 32 a digit (van den Oord et al. 2017). */
export const proof: Proof = {
  system: 'vq-vae',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const linear = reconstructionError(principalComponents(train.values), 8, test.values);
    const steps = tier === 'full' ? {} : { steps: 1200 };
    const trainer = await trained('vq-vae', steps);
    const book = weights(trainer, 'code.entries');
    const codes = signalOf(trainer, test.values, 'code');
    const slots = matrix(codes.data.length / book.columns, book.columns, codes.data);
    const { assignment, inertia } = assign(slots, book);
    const error = errorOf(trainer, test.values);
    trainer.dispose();
    const loose = await trained('vq-vae', { steps: 300, change: (graph) => remove(graph, 'commitment') });
    const looseDistance = squaredDistance(
      signalOf(loose, test.values, 'encoder').data,
      signalOf(loose, test.values, 'code').data,
    );
    const energyOfCode = squaredNorm(signalOf(loose, test.values, 'code').data);
    loose.dispose();
    const terse = await trained('vq-vae', {
      steps: 300,
      change: (graph) => Object.assign(block(graph, 'code'), { entries: 2 }),
    });
    const terseError = errorOf(terse, test.values);
    terse.dispose();
    return [
      {
        criterion: 'perplexity of the entries that held-out digits use, of 32',
        reference: 'PyTorch comes to 30.9 to 31.2',
        value: perplexity(assignment, entries),
        bound: { above: entries / 2, below: entries + 1e-6 },
      },
      {
        criterion: 'every slot of the code is an entry of the book: squared distance a slot',
        reference: 'van den Oord et al. 2017, eq. 1',
        value: inertia / slots.rows,
        bound: { below: 1e-8 },
      },
      {
        criterion: 'error on held-out digits, relative to 8 principal components',
        reference: 'Eckart & Young 1936; PyTorch comes to 0.71 to 0.74',
        value: error / linear,
        bound: { below: 1 },
      },
      {
        criterion: 'fails with 2 entries: error relative to 8 principal components',
        reference: 'four bits name 16 digits',
        value: terseError / linear,
        bound: { above: 1.2 },
      },
      {
        criterion: 'fails without the commitment: squared distance of the encoder from its entries, relative to theirs',
        reference: 'van den Oord et al. 2017, §3.2: what the encoder gives grows without end',
        value: looseDistance / energyOfCode,
        bound: { above: 0.5 },
      },
    ];
  },
};
