import { refuseReconstruct } from '../capabilities';
import type { Command } from '../command';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';
import { dataOptions, SampleReader } from '../samples';

export const reconstructCommand: Command = {
  name: 'reconstruct',
  about: 'What the model makes of each sample, or predicts from it, without noise: [samples, ...shape].',
  operands: 'FILE',
  options: [...runOptions, ...dataOptions, ...outputOptions],
  example: 'ebm reconstruct templates/vae.ebm.json --run runs/vae --out reconstruct.npy',
  async run(given) {
    const trained = await openModel(given);
    const { manifest, checked, model } = trained;
    if (!model.reconstruct) throw refuseReconstruct(trained);
    const samples = await new SampleReader(manifest, checked, given).samples(manifest.decoder?.reads);
    const sets = [...samples.values()].map(({ set }) => set);
    return deliver(await mapSamples(sets, model.reconstruct), given);
  },
};
