import { readFile } from 'node:fs/promises';
import { type DatasetId, loadDataset } from '../../core/data/datasets';
import type { Manifest } from '../../core/program/manifest';
import type { SampleSet } from '../../core/training/protocol';

/** As many as any case needs; the time of a step does not depend on how many wait. */
const most = 2048;

/** The first training samples of the built-in set of each observation, by node id. */
export async function samplesFor({ observations }: Manifest): Promise<{ [node: string]: SampleSet }> {
  const sets = observations.map(async ({ node, dataset }) => [node, await samplesOf(dataset)] as const);
  return Object.fromEntries(await Promise.all(sets));
}

async function samplesOf(dataset: string): Promise<SampleSet> {
  const fetchFile = async (name: string): Promise<Uint8Array> => new Uint8Array(await readFile(`data/${name}`));
  const { train } = await loadDataset(dataset as DatasetId, { fetchFile });
  const [samples = 0, ...shape] = train.values.shape;
  const count = Math.min(samples, most);
  const size = shape.reduce((product, axis) => product * axis, 1);
  return {
    shape: [count, ...shape],
    values: Float32Array.from(train.values.data.subarray(0, count * size)),
    labels: undefined,
  };
}
