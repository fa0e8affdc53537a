import { DataError, elementCount, formatShape, type NumericArray, type StoredArray } from './array';
import { type CsvOptions, readCsv } from './csv';
import { gunzipIfNeeded } from './gzip';
import { isIdx, readIdx } from './idx';
import { isNpy, readNpy } from './npy';

/**
 * Reads a file of samples: NPY, IDX or CSV, gzipped or not, told apart by content and then by extension.
 * Throws DataError for a file that cannot be read, that is empty, or that holds NaN or Infinity.
 */
export async function readData(
  bytes: Uint8Array,
  name: string,
  options: CsvOptions = {},
): Promise<{ values: StoredArray; labels?: Int32Array }> {
  if (bytes.length === 0) throw new DataError(`${name} is empty; choose a file that holds samples.`);
  const read = readByFormat(await gunzipIfNeeded(bytes, name), name, options);
  refuseEmpty(read.values, name);
  refuseNonFinite(read.values, name);
  return read;
}

/**
 * Gives every sample the shape that a node needs, `[n, ...sampleShape]`, without moving a value: `[n, 784]` or
 * `[n, 28, 28]` become `[n, 28, 28, 1]`. Where the node needs values of [0, 1], bytes (0 … 255) are divided by 255.
 * Throws DataError for other shapes and for values outside the range.
 */
export function fitToShape(
  values: NumericArray & Partial<StoredArray>,
  sampleShape: readonly number[],
  range: readonly [number, number] | null,
  name: string,
  node: string,
): NumericArray {
  const samples = values.shape[0] ?? 0;
  const found = values.shape.slice(1);
  if (!isSameLayout(found, sampleShape)) throw shapeMismatch(samples, found, sampleShape, name, node);

  const shape = [samples, ...sampleShape];
  if (!range) return { shape, data: values.data };
  const [least, greatest] = extent(values.data);
  const [low, high] = range;
  if (values.elementType === 'uint8' && low === 0 && high === 1 && greatest > 1) {
    return { shape, data: values.data.map((value) => value / 255) };
  }
  if (least < low || greatest > high) {
    throw new DataError(
      `${name} holds values from ${format(least)} to ${format(greatest)}; node ${node} needs values from ` +
        `${format(low)} to ${format(high)}: scale them before saving.`,
    );
  }
  return { shape, data: values.data };
}

function readByFormat(
  bytes: Uint8Array,
  name: string,
  options: CsvOptions,
): { values: StoredArray; labels?: Int32Array } {
  const extension = /\.([^./\\]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? '';
  if (isNpy(bytes) || extension === 'npy') return { values: readNpy(bytes, name) };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new DataError(`${name} is a zip archive such as NPZ; save the one array in it with numpy.save.`);
  }
  if (['csv', 'tsv', 'txt'].includes(extension)) return readCsv(decodeText(bytes, name), name, options);
  if (isIdx(bytes) || /^idx\d*(-ubyte)?$/.test(extension)) return { values: readIdx(bytes, name) };
  throw new DataError(`${name} is in no known format; give NPY, IDX or CSV, gzipped or not.`);
}

function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${name} is not UTF-8 text; save it as CSV in UTF-8.`);
  }
}

function refuseEmpty({ shape }: NumericArray, name: string): void {
  if (shape.length === 0) {
    throw new DataError(`${name} holds a single number; its first axis should count the samples.`);
  }
  if (shape.includes(0)) {
    throw new DataError(`${name} holds an empty array of shape ${formatShape(shape)}; save at least one sample.`);
  }
}

function refuseNonFinite({ shape, data }: NumericArray, name: string): void {
  const first = data.findIndex((value) => !Number.isFinite(value));
  if (first === -1) return;
  let rest = first;
  const index = shape.map((_, axis) => {
    const stride = elementCount(shape.slice(axis + 1));
    const position = Math.floor(rest / stride);
    rest -= position * stride;
    return position;
  });
  throw new DataError(
    `${name} holds ${data[first]} at index [${index.join(', ')}]; replace or drop every value that is not a finite ` +
      '32-bit number.',
  );
}

/** Whether a flat row, or the same axes but for axes of size 1, hold the same values in the same order. */
function isSameLayout(found: readonly number[], needed: readonly number[]): boolean {
  if (elementCount(found) !== elementCount(needed)) return false;
  const foundAxes = found.filter((size) => size !== 1);
  const neededAxes = needed.filter((size) => size !== 1);
  if (foundAxes.length <= 1 || neededAxes.length <= 1) return true;
  return formatShape(foundAxes) === formatShape(neededAxes);
}

function shapeMismatch(
  samples: number,
  found: readonly number[],
  needed: readonly number[],
  name: string,
  node: string,
): DataError {
  const holding = `${name} holds ${samples} samples of ${formatShape(found) || '1'} values`;
  const count = elementCount(needed);
  if (elementCount(found) === count) {
    return new DataError(
      `${holding}; node ${node} needs ${formatShape(needed)}: put the axes in this order before saving.`,
    );
  }
  return new DataError(`${holding}; node ${node} needs ${formatShape(needed)} (${count} values a sample).`);
}

function extent(data: Float32Array): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

function format(value: number): string {
  return String(Number(value.toPrecision(6)));
}
