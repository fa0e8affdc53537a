import { digits } from '../digits';
import { composites, shuffled } from '../negatives';
import { auroc } from '../oracles/auroc';
import { mean } from '../oracles/matrix';
import { principalComponents, reconstructionError } from '../oracles/principal-components';
import type { Evidence, Proof } from '../proof';
import { block, energies, trained } from '../system';

/** A curved code against the best flat one of as many dimensions, on digits that neither has seen. */
export const proof: Proof = {
  system: 'autoencoder',
  async prove(tier): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const linear = reconstructionError(principalComponents(train.values), 8, test.values);
    const steps = tier === 'full' ? {} : { steps: 1000 };
    const trainer = await trained('autoencoder', steps);
    const onData = energies(trainer, test.values);
    const onShuffled = energies(trainer, shuffled(test.values));
    const onComposites = mean(energies(trainer, composites(test.values)));
    trainer.dispose();
    const wide = await trained('autoencoder', {
      ...steps,
      change: (graph) => Object.assign(block(graph, 'code'), { dimensions: 64 }),
    });
    const wideOnComposites = mean(energies(wide, composites(test.values)));
    wide.dispose();
    return [
      {
        criterion: 'error on held-out digits, relative to 8 principal components',
        reference: 'Eckart & Young 1936; PyTorch comes to 0.53',
        value: mean(onData) / linear,
        bound: { below: 0.75 },
      },
      {
        criterion: 'how often a digit with its pixels shuffled has more energy than a digit (AUROC)',
        reference: 'PyTorch comes to 1.00',
        value: auroc(onData, onShuffled),
        bound: { above: 0.95 },
      },
      {
        criterion: 'fails with 64 dimensions: energy of halves put together, relative to that with 8',
        reference: 'a code of as many dimensions as the data need not leave anything out',
        value: wideOnComposites / onComposites,
        bound: { below: 0.5 },
      },
    ];
  },
};
