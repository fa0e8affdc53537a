import { DataError, elementCount, formatShape, type NumericArray } from '../../data/array';
import { fitToShape, readData } from '../../data/read';
import { refuseComplete } from '../capabilities';
import type { Command } from '../command';
import { readBytes } from '../files';
import { deliver, mapSamples, openModel, outputOptions, runOptions } from '../model-run';
import { registerGradients } from '../node-backend';
import { dataOptions, SampleReader } from '../samples';

export const completeCommand: Command = {
  name: 'complete',
  about:
    'Each sample with its hidden entries filled in: the energy is minimised over them and the code, the rest is clamped and stays bit by bit: [samples, ...shape]. Of several observations, the one that is to be predicted.',
  operands: 'FILE',
  options: [
    ...runOptions,
    ...dataOptions,
    {
      name: 'mask',
      value: 'MASK',
      about:
        '1 where a sample is seen, 0 where it is hidden: [...shape] for all samples, or [samples, ...shape]; NPY, CSV or IDX.',
    },
    {
      name: 'steps',
      value: 'N',
      about: 'How many steps a search takes; a model that predicts the hidden part takes none.',
    },
    { name: 'restarts', value: 'N', about: 'From how many starts; the result of least energy is kept.' },
    ...outputOptions,
  ],
  example: 'ebm complete templates/complete-the-rest.ebm.json --run runs/rest --mask upper-half.npy --out complete.npy',
  async run(given) {
    const path = given.required('mask', 'name an array that is 1 where a sample is seen and 0 where it is hidden');
    const [steps, restarts] = [given.wholeNumber('steps', 1, 1_000_000), given.wholeNumber('restarts', 1, 1000)];
    const trained = await openModel(given);
    const { manifest, checked, model } = trained;
    const { complete } = model;
    const samples = await new SampleReader(manifest, checked, given).samples();
    const sets = [...samples.values()].map(({ set }) => set);
    const hidden = samples.get(manifest.completes ?? '')?.set;
    if (!complete || !hidden || manifest.completes === undefined) throw refuseComplete(trained);
    const { values } = await readData(await readBytes(path), path);
    const mask = fitMask(values, hidden.shape, path, manifest.completes);
    await registerGradients();
    const options = { ...(steps ? { steps } : {}), ...(restarts ? { restarts } : {}) };
    return deliver(
      await mapSamples([...sets, { shape: mask.shape, values: mask.data }], (...each) => complete(...each, options)),
      given,
    );
  },
};

/** One mask a sample, `[samples, ...shape]`, from as many or from one for all of them. */
function fitMask(values: NumericArray, shape: readonly number[], path: string, node: string): NumericArray {
  const [samples = 0, ...site] = shape;
  const size = elementCount(site);
  const shared = elementCount(values.shape) === size;
  const { data } = fitToShape(shared ? { shape: [1, size], data: values.data } : values, site, null, path, node);
  const odd = data.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) {
    throw new DataError(`${path} holds ${odd}; a mask holds 1 where a sample is seen and 0 where it is hidden.`);
  }
  if (!shared && data.length !== samples * size) {
    throw new DataError(
      `${path} holds ${data.length / size} masks for ${samples} samples; give as many, or one of ${formatShape(site)} for all.`,
    );
  }
  if (!shared) return { shape, data };
  const repeated = new Float32Array(samples * size);
  for (let sample = 0; sample < samples; sample++) repeated.set(data, sample * size);
  return { shape, data: repeated };
}
