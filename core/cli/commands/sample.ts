import { refuseSample } from '../capabilities';
import type { Command } from '../command';
import { deliver, inBatches, openModel, outputOptions, runOptions } from '../model-run';

export const sampleCommand: Command = {
  name: 'sample',
  about: 'Decoded draws from the prior: [samples, ...shape].',
  operands: 'FILE',
  options: [
    ...runOptions,
    { name: 'count', short: 'n', value: 'N', about: 'How many; 16 without it.' },
    ...outputOptions,
  ],
  example: 'ebm sample templates/vae.ebm.json --run runs/vae -n 64 --seed 3 --out samples.npy',
  async run(given) {
    const count = given.wholeNumber('count', 1, 1_000_000) ?? 16;
    const trained = await openModel(given);
    const { sample } = trained.model;
    if (!sample) throw refuseSample(trained);
    return deliver(await inBatches(count, (first, end) => sample(end - first)), given);
  },
};
