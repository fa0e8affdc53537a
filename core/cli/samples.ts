import { readFile } from 'node:fs/promises';
import type { CheckedGraph } from '../analysis/check';
import { elementCount } from '../data/array';
import { type DatasetId, type LabelledSamples, loadDataset } from '../data/datasets';
import { fitToShape, readData } from '../data/read';
import type { Manifest } from '../program/manifest';
import type { SampleSet } from '../training/protocol';
import type { Given } from './command';
import { Fault } from './fault';
import { readBytes } from './files';
import { sha256 } from './sha256';

export const dataOptions = [
  {
    name: 'data',
    value: 'NODE=PATH',
    many: true,
    about: 'Samples of an observation: an NPY, CSV or IDX file, gzipped or not; else its built-in data.',
  },
  {
    name: 'label',
    value: 'last|none',
    about: 'Whether the last column of a CSV file is a label; none is the default.',
  },
] as const;

/** Samples of one observation, and where they are from. */
export interface Samples {
  readonly set: SampleSet;
  /** What was read: a file, or a built-in data set. */
  readonly source: { readonly file: string; readonly fileSha256: string } | { readonly dataset: string };
}

export interface SplitSamples {
  readonly train: Samples;
  readonly test: Samples;
}

/** What the observations of a graph ask of their data. */
export class SampleReader {
  private readonly manifest: Manifest;
  private readonly checked: CheckedGraph;
  private readonly label: 'last' | 'none';
  private readonly files: ReadonlyMap<string, string>;
  private readonly testFiles: ReadonlyMap<string, string>;

  constructor(manifest: Manifest, checked: CheckedGraph, given: Given) {
    this.manifest = manifest;
    this.checked = checked;
    this.label = given.choice('label', ['last', 'none'], 'none');
    this.files = this.assignments('data', given.texts('data'));
    this.testFiles = this.assignments('test', given.texts('test'));
  }

  /** For training: the last tenth of a file is held out, unless another file is given for that. */
  async split(): Promise<Map<string, SplitSamples>> {
    const sets = new Map<string, SplitSamples>();
    for (const observation of this.manifest.observations) {
      const { node } = observation;
      const [file, testFile] = [this.files.get(node), this.testFiles.get(node)];
      const given = file !== undefined ? await this.read(file, observation) : undefined;
      const test = testFile !== undefined ? await this.read(testFile, observation) : undefined;
      if (given) sets.set(node, test ? { train: given, test } : holdOut(given, file ?? ''));
      else {
        const builtIn = await this.builtIn(observation);
        sets.set(node, { train: builtIn.train, test: test ?? builtIn.test });
      }
    }
    sameCount(new Map([...sets].map(([node, { train }]) => [node, train])));
    sameCount(new Map([...sets].map(([node, { test }]) => [node, test])));
    return sets;
  }

  /** To use a model: all samples of a file, or the held-out ones of the built-in data; of all observations or of one. */
  async samples(only?: string): Promise<Map<string, Samples>> {
    const sets = new Map<string, Samples>();
    for (const observation of this.manifest.observations) {
      if (only !== undefined && observation.node !== only) continue;
      const file = this.files.get(observation.node);
      const samples = file !== undefined ? await this.read(file, observation) : (await this.builtIn(observation)).test;
      sets.set(observation.node, samples);
    }
    sameCount(sets);
    return sets;
  }

  private assignments(option: string, texts: readonly string[]): Map<string, string> {
    const paths = new Map<string, string>();
    const known = this.manifest.observations.map(({ node }) => node);
    for (const text of texts) {
      const [, node = '', path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      if (!node || !path)
        throw new Fault(`--${option} takes NODE=PATH, as in ${known[0] ?? 'x'}=samples.npy; “${text}” is not that.`);
      if (!known.includes(node)) {
        throw new Fault(
          `--${option} names “${node}”, and the graph has no such observation; it has ${known.join(', ')}.`,
        );
      }
      if (paths.has(node)) throw new Fault(`--${option} names “${node}” twice; give one file an observation.`);
      paths.set(node, path);
    }
    return paths;
  }

  private async read(path: string, { node, shape }: Manifest['observations'][number]): Promise<Samples> {
    const bytes = await readBytes(path);
    const { values, labels } = await readData(bytes, path, { label: this.label });
    const range = this.checked.nodes.get(node)?.outputs.value?.range ?? null;
    const fitted = fitToShape(values, shape, range, path, node);
    return {
      set: { shape: fitted.shape, values: fitted.data, labels },
      source: { file: path, fileSha256: sha256(bytes) },
    };
  }

  private async builtIn({ dataset }: Manifest['observations'][number]): Promise<SplitSamples> {
    const { train, test } = await loadDataset(dataset as DatasetId, { fetchFile: readDataFile });
    const samples = ({ values, labels }: LabelledSamples): Samples => ({
      set: { shape: values.shape, values: values.data, labels },
      source: { dataset },
    });
    return { train: samples(train), test: samples(test) };
  }
}

/** Who was trained on what: the digest is that of the numbers as little-endian float32. */
export const describeSamples = ({ set, source }: Samples) => ({
  ...source,
  samples: set.shape[0] ?? 0,
  sha256: sha256(new Uint8Array(set.values.buffer, set.values.byteOffset, set.values.byteLength)),
});

/** The data folder lies beside the folder of the built program. */
async function readDataFile(name: string): Promise<Uint8Array> {
  try {
    return await readFile(new URL(`../data/${name}`, import.meta.url));
  } catch {
    throw new Fault(
      `The built-in data are not beside this program: data/${name} cannot be read; give a file with --data.`,
    );
  }
}

function holdOut({ set, source }: Samples, path: string): SplitSamples {
  const count = set.shape[0] ?? 0;
  if (count < 2) {
    throw new Fault(
      `${path} holds one sample; give at least two, of which one is held out, or name a file with --test.`,
    );
  }
  const kept = count - Math.max(1, Math.floor(count / 10));
  return {
    train: { set: part(set, 0, kept), source },
    test: { set: part(set, kept, count), source },
  };
}

function part({ shape, values, labels }: SampleSet, first: number, end: number): SampleSet {
  const size = elementCount(shape.slice(1));
  return {
    shape: [end - first, ...shape.slice(1)],
    values: values.subarray(first * size, end * size),
    labels: labels?.subarray(first, end),
  };
}

function sameCount(sets: ReadonlyMap<string, Samples>): void {
  const counts = [...sets].map(([node, { set }]) => ({ node, count: set.shape[0] ?? 0 }));
  const [first] = counts;
  const other = counts.find(({ count }) => count !== first?.count);
  if (first && other) {
    throw new Fault(
      `“${first.node}” has ${first.count} samples and “${other.node}” has ${other.count}; give them as many, in one order.`,
    );
  }
}
