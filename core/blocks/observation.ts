import { type DatasetId, datasets } from '../data/datasets';
import { observationBlock } from './block';
import { choice } from './parameter';

const titles = Object.fromEntries(datasets.map(({ id, title }) => [id, title])) as Record<DatasetId, string>;

export const observation = observationBlock({
  type: 'observation',
  title: 'Observation',
  category: 'observation',
  about: 'What is observed, y: the energy must be low here.',
  keywords: ['data', 'input', 'x', 'y', 'mnist', 'digits', 'images', 'points', 'dataset'],
  parameters: {
    data: choice({
      label: 'Data',
      help: 'The data set that comes with the extension; the command line takes files of the same shape.',
      effect: 'reset',
      default: 'mnist',
      options: titles,
    }),
  },
  inputs: [],
  outputs: [{ name: 'value', kind: 'signal', roles: ['observation'], about: 'The samples.' }],
  idHint: 'x',
  summary: ({ data }) => titles[data],
  dataset: ({ data }) => data,
  shape({ values: { data } }) {
    const set = datasets.find(({ id }) => id === data);
    if (!set) throw new Error(`The catalogue of data has no “${data}”.`);
    return { outputs: { value: { role: 'observation', shape: set.shape, range: set.range } } };
  },
});
