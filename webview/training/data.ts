import { DataError } from '../../core/data/array';
import { type Dataset, type DatasetId, datasets, type LabelledSamples, loadDataset } from '../../core/data/datasets';
import type { Manifest } from '../../core/program/manifest';
import type { SampleSet } from '../../core/training/protocol';
import type { Resources } from '../../extension/protocol';

const loads = new Map<string, Promise<Dataset>>();

/** A built-in set, read once for as long as the page lives. */
export function readDataset(name: string, resources: Resources): Promise<Dataset> {
  const known = loads.get(name);
  if (known) return known;
  const load = readFresh(name, resources);
  loads.set(name, load);
  load.catch(() => loads.delete(name));
  return load;
}

async function readFresh(name: string, { data }: Resources): Promise<Dataset> {
  const fetchFile = async (file: string): Promise<Uint8Array> => {
    const response = await fetch(data + file);
    if (!response.ok) throw new DataError(`The file “${file}” could not be read (${response.status}).`);
    return new Uint8Array(await response.arrayBuffer());
  };
  return loadDataset(datasetId(name), { fetchFile });
}

function datasetId(name: string): DatasetId {
  const found = datasets.find(({ id }) => id === name);
  if (!found) throw new DataError(`There is no built-in data set “${name}”.`);
  return found.id;
}

/** The samples of every observation of a model, by node id. */
export interface ObservedSamples {
  readonly train: { readonly [node: string]: SampleSet };
  readonly test: { readonly [node: string]: SampleSet };
}

export type LoadSamples = (manifest: Manifest, resources: Resources) => Promise<ObservedSamples>;

export const loadSamples: LoadSamples = async ({ observations }, resources) => {
  const loaded = await Promise.all(
    observations.map(async ({ node, dataset }) => {
      const { train, test } = await readDataset(dataset, resources);
      return { node, train: sampleSet(train), test: sampleSet(test) };
    }),
  );
  return {
    train: Object.fromEntries(loaded.map(({ node, train }) => [node, train])),
    test: Object.fromEntries(loaded.map(({ node, test }) => [node, test])),
  };
};

const sampleSet = ({ values, labels }: LabelledSamples): SampleSet => ({
  shape: values.shape,
  values: values.data,
  labels,
});
