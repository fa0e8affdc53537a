import type { Manifest } from '../../core/program/manifest';
import type { RunRecord } from '../../core/training/record';
import type { Resources } from '../../extension/protocol';
import { readDataset } from '../training/data';

/** SHA-256 in hexadecimal. */
export async function sha256(content: string | Float32Array): Promise<string> {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : new Uint8Array(content.buffer as ArrayBuffer, content.byteOffset, content.byteLength);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

interface DatasetDigest {
  readonly train: Part;
  readonly test: Part;
}

type Part = { readonly dataset: string; readonly samples: number; readonly sha256: string };

const known = new Map<string, Promise<DatasetDigest>>();

/** Who was trained on what: the digest is that of the numbers as little-endian float32. */
export async function describeData({ observations }: Manifest, resources: Resources): Promise<RunRecord['data']> {
  const described = observations.map(async ({ node, dataset }) => {
    const digest = known.get(dataset) ?? digestOf(dataset, resources);
    known.set(dataset, digest);
    return [node, await digest] as const;
  });
  return Object.fromEntries(await Promise.all(described));
}

async function digestOf(dataset: string, resources: Resources): Promise<DatasetDigest> {
  const { train, test } = await readDataset(dataset, resources);
  const part = async ({ values }: typeof train): Promise<Part> => ({
    dataset,
    samples: values.shape[0] ?? 0,
    sha256: await sha256(values.data),
  });
  return { train: await part(train), test: await part(test) };
}
