import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../core/data/array';
import { readNpy, writeNpy } from '../../../core/data/npy';
import { floatFiles, integerFiles, otherFiles, unsignedFiles } from './npy-files';

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

describe('readNpy', () => {
  const families = [
    { files: floatFiles, values: [-0.5, -0.25, 0, 0.25, 0.5, 0.75] },
    { files: integerFiles, values: [-2, -1, 0, 1, 2, 3] },
    { files: unsignedFiles, values: [0, 1, 2, 3, 4, 5] },
  ];
  for (const { files, values } of families) {
    it.each(Object.entries(files))('reads what NumPy wrote as %s', (_, base64) => {
      const array = readNpy(bytesOf(base64), 'a.npy');
      expect(array.shape).toEqual([2, 3]);
      expect([...array.data]).toEqual(values);
    });
  }

  it('tells the element type of the file', () => {
    expect(readNpy(bytesOf(unsignedFiles['|u1']), 'a.npy').elementType).toBe('uint8');
    expect(readNpy(bytesOf(floatFiles['>f8']), 'a.npy').elementType).toBe('float64');
  });

  it('reads booleans as zeros and ones', () => {
    expect([...readNpy(bytesOf(otherFiles.booleans), 'a.npy').data]).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('turns Fortran order into row-major order', () => {
    const array = readNpy(bytesOf(otherFiles.fortranOrder), 'a.npy');
    expect(array.shape).toEqual([2, 3, 4]);
    expect([...array.data]).toEqual(Array.from({ length: 24 }, (_, index) => index));
  });

  it.each(['version2', 'version3'] as const)('reads header %s', (version) => {
    const array = readNpy(bytesOf(otherFiles[version]), 'a.npy');
    expect(array.shape).toEqual([2, 3]);
    expect([...array.data]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('reads arrays of one axis and of none', () => {
    expect(readNpy(bytesOf(otherFiles.oneAxis), 'a.npy')).toMatchObject({ shape: [3] });
    expect(readNpy(bytesOf(otherFiles.noAxis), 'a.npy')).toMatchObject({ shape: [] });
  });

  it('names the type that it cannot read and the cure', () => {
    expect(() => readNpy(bytesOf(otherFiles.halfPrecision), 'half.npy')).toThrow(
      "half.npy holds numbers of type <f2; convert with array.astype('float32') before numpy.save.",
    );
    expect(() => readNpy(bytesOf(otherFiles.records), 'table.npy')).toThrow(/^table\.npy holds records/);
  });

  it('says how much of a truncated file is missing', () => {
    const whole = bytesOf(floatFiles['<f4']);
    expect(() => readNpy(whole.subarray(0, whole.length - 1), 'cut.npy')).toThrow(
      'cut.npy ends early: its header announces 24 bytes of data and 23 are there; save or copy it again.',
    );
  });

  it('throws nothing but DataError when any bytes of a file are changed', () => {
    const whole = bytesOf(otherFiles.fortranOrder);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
        try {
          const { shape, data } = readNpy(bytes, 'a.npy');
          expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writeNpy', () => {
  it('writes the bytes that NumPy writes', () => {
    const data = Float32Array.from([-0.5, -0.25, 0, 0.25, 0.5, 0.75]);
    expect(writeNpy({ shape: [2, 3], data })).toEqual(bytesOf(floatFiles['<f4']));
    expect(writeNpy({ shape: [3], data: Float32Array.from([1.5, -2, 3]) })).toEqual(bytesOf(otherFiles.oneAxis));
    expect(writeNpy({ shape: [], data: Float32Array.from([7]) })).toEqual(bytesOf(otherFiles.noAxis));
  });

  it('begins the data at a multiple of 64 bytes and keeps any shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 8 }), (shape) => {
        const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index / 3);
        const bytes = writeNpy({ shape, data });
        expect((bytes.length - 4 * data.length) % 64).toBe(0);
        expect(readNpy(bytes, 'a.npy')).toEqual({ shape, data, elementType: 'float32' });
      }),
    );
  });
});
