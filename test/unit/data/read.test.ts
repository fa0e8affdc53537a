import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, type ElementType, type StoredArray } from '../../../core/data/array';
import { writeNpy } from '../../../core/data/npy';
import { fitToShape, readData } from '../../../core/data/read';
import { unsignedFiles } from './npy-files';

function arrayOf(shape: readonly number[], value = 0.5, elementType: ElementType = 'float32'): StoredArray {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value);
  return { shape, data, elementType };
}

const text = (content: string) => new TextEncoder().encode(content);
const npy = new Uint8Array(Buffer.from(unsignedFiles['|u1'], 'base64'));
const idx = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9);

describe('readData', () => {
  it('knows NPY and IDX by their content, whatever they are called', async () => {
    expect((await readData(npy, 'samples.csv')).values).toMatchObject({ shape: [2, 3], elementType: 'uint8' });
    expect((await readData(idx, 'train-labels')).values).toMatchObject({ shape: [3], elementType: 'uint8' });
  });

  it('looks inside gzip', async () => {
    expect((await readData(new Uint8Array(gzipSync(idx)), 'train.gz')).values.shape).toEqual([3]);
    expect((await readData(new Uint8Array(gzipSync('1,2')), 'a.csv.gz')).values.shape).toEqual([1, 2]);
  });

  it('knows CSV by its extension and passes the label option on', async () => {
    const { values, labels } = await readData(text('1,2,0\n3,4,1'), 'A.CSV', { label: 'last' });
    expect(values.shape).toEqual([2, 2]);
    expect(labels).toEqual(Int32Array.of(0, 1));
  });

  it.each([
    [new Uint8Array(), 'a.npy', 'a.npy is empty; choose a file that holds samples.'],
    [text('hello'), 'a.bin', 'a.bin is in no known format; give NPY, IDX or CSV, gzipped or not.'],
    [text('hello'), 'a.npy', 'a.npy is not an NPY file; save one array with numpy.save.'],
    [text('PK\u0003\u0004'), 'a.npz', 'a.npz is a zip archive such as NPZ; save the one array in it with numpy.save.'],
    [Uint8Array.of(0x31, 0xff), 'a.csv', 'a.csv is not UTF-8 text; save it as CSV in UTF-8.'],
    [writeNpy(arrayOf([])), 'a.npy', 'a.npy holds a single number; its first axis should count the samples.'],
    [writeNpy(arrayOf([0, 28])), 'a.npy', 'a.npy holds an empty array of shape 0×28; save at least one sample.'],
  ])('refuses what it cannot use (%#)', async (bytes, name, message) => {
    await expect(readData(bytes, name)).rejects.toThrow(new DataError(message));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('names the first index that holds %f', async (value) => {
    const array = arrayOf([4, 2, 3]);
    array.data[17] = value;
    array.data[20] = value;
    await expect(readData(writeNpy(array), 'a.npy')).rejects.toThrow(
      `a.npy holds ${value} at index [2, 1, 2]; replace`,
    );
  });

  it('throws nothing but DataError on any bytes under any name', async () => {
    const opening = fc.constantFrom(
      [],
      [0x1f, 0x8b, 8, 0],
      [0, 0],
      [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0],
      [0x50, 0x4b],
    );
    const name = fc.constantFrom('a', 'a.npy', 'a.csv', 'a.csv.gz', 'a.idx3-ubyte', 'a.npz');
    await fc.assert(
      fc.asyncProperty(opening, fc.uint8Array({ maxLength: 200 }), name, async (first, rest, file) => {
        const bytes = Uint8Array.of(...first, ...rest);
        await readData(bytes, file).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('fitToShape', () => {
  it.each([
    [
      [5, 784],
      [28, 28, 1],
    ],
    [
      [5, 28, 28],
      [28, 28, 1],
    ],
    [
      [5, 28, 28, 1],
      [28, 28, 1],
    ],
    [
      [5, 1, 28, 28],
      [28, 28, 1],
    ],
    [[5, 28, 28], [784]],
    [[5], [1]],
  ])('fits %j to samples of %j', (shape, sampleShape) => {
    const values = arrayOf(shape);
    expect(fitToShape(values, sampleShape, null, 'a.npy', 'image')).toEqual({
      shape: [5, ...sampleShape],
      data: values.data,
    });
  });

  it.each([
    [[100, 8, 8], [28, 28, 1], 'w.npy holds 100 samples of 8×8 values; node x needs 28×28×1 (784 values a sample).'],
    [[100], [2], 'w.npy holds 100 samples of 1 values; node x needs 2 (2 values a sample).'],
    [
      [100, 3, 32, 32],
      [32, 32, 3],
      'w.npy holds 100 samples of 3×32×32 values; node x needs 32×32×3: put the axes in this order before saving.',
    ],
    [
      [100, 14, 56],
      [28, 28, 1],
      'w.npy holds 100 samples of 14×56 values; node x needs 28×28×1: put the axes in this order before saving.',
    ],
  ])('refuses %j for samples of %j', (shape, sampleShape, message) => {
    expect(() => fitToShape(arrayOf(shape), sampleShape, null, 'w.npy', 'x')).toThrow(new DataError(message));
  });

  it('divides bytes by 255 where values of [0, 1] are needed', () => {
    const fitted = fitToShape(arrayOf([1, 2], 51, 'uint8'), [2], [0, 1], 'a.npy', 'x');
    expect([...fitted.data]).toEqual([Math.fround(0.2), Math.fround(0.2)]);
  });

  it('leaves bytes of zeros and ones, and bytes without a range, as they are', () => {
    expect([...fitToShape(arrayOf([1, 1], 1, 'uint8'), [1], [0, 1], 'a.npy', 'x').data]).toEqual([1]);
    expect([...fitToShape(arrayOf([1, 1], 51, 'uint8'), [1], null, 'a.npy', 'x').data]).toEqual([51]);
  });

  it('tells the extent of values that leave the range', () => {
    const values = arrayOf([2, 2], 7);
    values.data[1] = -3.25;
    expect(() => fitToShape(values, [2], [0, 1], 'a.npy', 'x')).toThrow(
      'a.npy holds values from -3.25 to 7; node x needs values from 0 to 1: scale them before saving.',
    );
  });
});
