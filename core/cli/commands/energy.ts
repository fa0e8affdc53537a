import { freeEnergyOf } from '../../training/free-energy';
import { refuseFreeEnergy } from '../capabilities';
import type { Command } from '../command';
import { Fault } from '../fault';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';
import { dataOptions, SampleReader } from '../samples';

const usualDraws = 100;

export const energyCommand: Command = {
  name: 'energy',
  about: 'The energy of each sample, the weighted sum of the terms: [samples].',
  operands: 'FILE',
  options: [
    ...runOptions,
    ...dataOptions,
    {
      name: 'beta',
      value: 'β',
      about:
        'The free energy −1/β log ∫ e^{−βE} over the code instead: exact for a one-hot code, of which each choice weighs alike; for a Gaussian code with a prior estimated by importance sampling from the posterior, the constant of the distance left out; the energy itself where the code is a function of the sample.',
    },
    {
      name: 'draws',
      value: 'N',
      about: `How many draws a sample estimate it for a Gaussian code; ${usualDraws} without it.`,
    },
    ...outputOptions,
  ],
  example: 'ebm energy templates/vae.ebm.json --run runs/vae --beta 1 --out free-energy.npy',
  async run(given) {
    const beta = given.positiveNumber('beta', 1e6);
    const draws = given.wholeNumber('draws', 1, 1_000_000);
    if (draws !== undefined && beta === undefined)
      throw new Fault('--draws estimates a free energy; say at which inverse temperature, as in --beta 1.');
    const trained = await openModel(given);
    const { manifest, checked, model, seed } = trained;
    const samples = await new SampleReader(manifest, checked, given).samples();
    const sets = [...samples.values()].map(({ set }) => set);
    if (beta === undefined) return deliver(await mapSamples(sets, model.energy), given);
    const free = freeEnergyOf(manifest, model, { beta, draws: draws ?? usualDraws, seed });
    if (!free) throw refuseFreeEnergy(trained);
    return deliver(await mapSamples(sets, free), given);
  },
};
