import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import { type Matrix, rows, squaredDistance, squaredNorm } from '../oracles/matrix';
import { principalComponents, reconstructionError } from '../oracles/principal-components';
import type { Evidence, Proof } from '../proof';
import { block, given, trained, untrained, weights } from '../system';

const errorOf = (trainer: Trainer, samples: Matrix): number =>
  squaredDistance(given(trainer, samples, (x) => trainer.model.reconstruct?.(x) ?? x).data, samples.data) /
  samples.rows;

/** ‖z‖ of the code of each training sample. */
const normsOf = (trainer: Trainer): number[] =>
  rows(weights(trainer, 'memory.code')).map((z) => Math.sqrt(squaredNorm(z)));

/** A table of codes in the unit ball, learned with the decoder; new digits are searched for (Bojanowski et al. 2018). */
export const proof: Proof = {
  system: 'glo',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const linear = reconstructionError(principalComponents(train.values), 8, test.values);
    const trainer = await trained('glo', tier === 'full' ? {} : { steps: 1600 });
    const norms = normsOf(trainer);
    const searched = errorOf(trainer, test.values);
    const once = await untrained('glo', { change: (graph) => Object.assign(block(graph, 'code'), { restarts: 1 }) });
    once.load(await trainer.weights());
    const searchedOnce = errorOf(once, test.values);
    once.dispose();
    trainer.dispose();
    const free = await trained('glo', {
      steps: 300,
      change: (graph) => Object.assign(block(graph, 'code'), { bound: 'none' }),
    });
    const freeNorms = normsOf(free);
    free.dispose();
    return [
      {
        criterion: 'error on held-out digits with five restarts, relative to 8 principal components',
        reference: 'Eckart & Young 1936; PyTorch comes to 0.46 to 0.49',
        value: searched / linear,
        bound: { below: 0.6 },
      },
      {
        criterion: 'every code keeps to the unit ball: largest norm',
        reference: 'Bojanowski et al. 2018',
        value: Math.max(...norms),
        bound: { above: 0.5, below: 1 + 1e-5 },
      },
      {
        criterion: 'one start in place of five: error relative to that of five',
        reference: 'PyTorch comes to 1.3 to 1.6; above 2 the search depends on luck',
        value: searchedOnce / searched,
        bound: { above: 1, below: 2 },
      },
      {
        criterion: 'fails without the ball: largest norm of a code',
        reference: 'nothing says how far out codes lie',
        value: Math.max(...freeNorms),
        bound: { above: 1.5 },
      },
    ];
  },
};
