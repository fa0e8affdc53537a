import { fitToShape, readData } from '../../data/read';
import { refuseDecode } from '../capabilities';
import type { Command } from '../command';
import { readBytes } from '../files';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';

export const decodeCommand: Command = {
  name: 'decode',
  about: 'What each code stands for in the space of the data: [samples, ...shape].',
  operands: 'FILE',
  options: [
    ...runOptions,
    { name: 'code', value: 'PATH', about: 'Codes, [samples, dimensions]: an NPY, CSV or IDX file.' },
    ...outputOptions,
  ],
  example: 'ebm decode templates/vae.ebm.json --run runs/vae --code codes.npy --out decoded.npy',
  async run(given) {
    const path = given.required('code', 'name a file of codes, [samples, dimensions]');
    const trained = await openModel(given);
    const { manifest, model } = trained;
    if (!model.decode || !manifest.code) throw refuseDecode(trained);
    const { node, dimensions } = manifest.code;
    const { values } = await readData(await readBytes(path), path);
    const codes = fitToShape(values, [dimensions], null, path, node);
    return deliver(await mapSamples([{ shape: codes.shape, values: codes.data }], model.decode), given);
  },
};
