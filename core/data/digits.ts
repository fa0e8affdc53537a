import type { NumericArray } from './array';
import { readCsv } from './csv';
import type { DatasetOptions, LabelledSamples } from './datasets';
import { gunzipIfNeeded } from './gzip';

const pixels = 64;

/**
 * The 8×8 digits, values `[sample, 8, 8, 1]` = count / 16, or whether that is at least ½; every fifth row, from the first on, is the test set.
 * E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998).
 */
export async function loadDigits(
  fetchFile: DatasetOptions['fetchFile'],
  levels: 'grey' | 'binary' = 'grey',
): Promise<{ train: LabelledSamples; test: LabelledSamples }> {
  const name = 'digits.csv';
  const text = new TextDecoder().decode(await gunzipIfNeeded(await fetchFile(name), name));
  const { values, labels } = readCsv(text, name, { label: 'last' });
  const rows = Array.from({ length: values.shape[0] ?? 0 }, (_, row) => row);
  const select = (chosen: readonly number[]): LabelledSamples => ({
    values: selectRows(values, chosen, levels),
    labels: Int32Array.from(chosen, (row) => labels?.[row] ?? 0),
  });
  return { train: select(rows.filter((row) => row % 5 !== 0)), test: select(rows.filter((row) => row % 5 === 0)) };
}

function selectRows(values: NumericArray, rows: readonly number[], levels: 'grey' | 'binary'): NumericArray {
  const data = new Float32Array(rows.length * pixels);
  rows.forEach((row, index) => {
    data.set(
      values.data
        .subarray(row * pixels, (row + 1) * pixels)
        .map((count) => (levels === 'grey' ? count / 16 : Number(count >= 8))),
      index * pixels,
    );
  });
  return { shape: [rows.length, 8, 8, 1], data };
}
