import { refuseEncode } from '../capabilities';
import type { Command } from '../command';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';
import { dataOptions, SampleReader } from '../samples';

export const encodeCommand: Command = {
  name: 'encode',
  about: 'The code of each sample, its mean where it is a Gaussian: [samples, dimensions].',
  operands: 'FILE',
  options: [...runOptions, ...dataOptions, ...outputOptions],
  example: 'ebm encode templates/vae.ebm.json --run runs/vae --out encode.npy',
  async run(given) {
    const trained = await openModel(given);
    const { manifest, checked, model } = trained;
    if (!model.encode) throw refuseEncode(trained);
    const samples = await new SampleReader(manifest, checked, given).samples(manifest.code?.reads);
    const sets = [...samples.values()].map(({ set }) => set);
    return deliver(await mapSamples(sets, model.encode), given);
  },
};
