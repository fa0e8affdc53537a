import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelledSamples } from '../../core/data/datasets';
import { loadDigits } from '../../core/data/digits';
import type { Labelled } from './oracles/linear-probe';
import { matrix } from './oracles/matrix';

const labelled = ({ values, labels }: LabelledSamples): Labelled => ({
  values: matrix(values.shape[0] ?? 0, 64, values.data),
  labels: labels ?? new Int32Array(),
});

/** The shipped 8×8 digits, values in [0, 1]: train `[1437, 64]`, test `[360, 64]`. Read from the top of the checkout. */
export async function digits(): Promise<{ train: Labelled; test: Labelled }> {
  const { train, test } = await loadDigits(async (name) => new Uint8Array(await readFile(join('data', name))));
  return { train: labelled(train), test: labelled(test) };
}
