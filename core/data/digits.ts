import { elementCount, type NumericArray } from './array';
import { readCsv } from './csv';
import type { DatasetOptions, LabelledSamples } from './datasets';
import { gunzipIfNeeded } from './gzip';

const pixels = 64;

/** What becomes of a pixel's count, 0 … 16. */
type Pixels = 'grey' | 'binary' | 'levels';

const channelsOf: { readonly [as in Pixels]: (count: number) => readonly number[] } = {
  grey: (count) => [count / 16],
  binary: (count) => [Number(count >= 8)],
  levels: (count) => [0, 1, 2, 3].map((level) => Number(level === Math.min(3, Math.floor(count / 4)))),
};

/**
 * The 8×8 digits, values `[sample, 8, 8, 1]` = count / 16, or whether that is at least ½; or `[sample, 8, 8, 4]`, one-hot,
 * which quarter it lies in. Every fifth row, from the first on, is the test set.
 * E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998).
 */
export async function loadDigits(
  fetchFile: DatasetOptions['fetchFile'],
  as: Pixels = 'grey',
): Promise<{ train: LabelledSamples; test: LabelledSamples }> {
  const name = 'digits.csv';
  const text = new TextDecoder().decode(await gunzipIfNeeded(await fetchFile(name), name));
  const { values, labels } = readCsv(text, name, { label: 'last' });
  const rows = Array.from({ length: values.shape[0] ?? 0 }, (_, row) => row);
  const select = (chosen: readonly number[]): LabelledSamples => ({
    values: selectRows(values, chosen, as),
    labels: Int32Array.from(chosen, (row) => labels?.[row] ?? 0),
  });
  return { train: select(rows.filter((row) => row % 5 !== 0)), test: select(rows.filter((row) => row % 5 === 0)) };
}

function selectRows(values: NumericArray, rows: readonly number[], as: Pixels): NumericArray {
  const channels = channelsOf[as](0).length;
  const shape = [rows.length, 8, 8, channels];
  const data = new Float32Array(elementCount(shape));
  let place = 0;
  for (const row of rows) {
    for (const count of values.data.subarray(row * pixels, (row + 1) * pixels)) {
      data.set(channelsOf[as](count), place);
      place += channels;
    }
  }
  return { shape, data };
}
