import type { Command } from '../command';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';
import { dataOptions, SampleReader } from '../samples';

export const energyCommand: Command = {
  name: 'energy',
  about: 'The energy of each sample, the weighted sum of the terms: [samples].',
  operands: 'FILE',
  options: [...runOptions, ...dataOptions, ...outputOptions],
  example: 'ebm energy templates/vae.ebm.json --run runs/vae --out energy.npy',
  async run(given) {
    const { manifest, checked, model } = await openModel(given);
    const samples = await new SampleReader(manifest, checked, given).samples();
    const sets = [...samples.values()].map(({ set }) => set);
    return deliver(await mapSamples(sets, model.energy), given);
  },
};
