import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../core/data/array';
import { readIdx } from '../../../core/data/idx';

/** An IDX file of shape [2, 2], laid out by hand from the format's description. */
function idxOf(type: number, ...data: readonly number[]): Uint8Array {
  return Uint8Array.of(0, 0, type, 2, 0, 0, 0, 2, 0, 0, 0, 2, ...data);
}

describe('readIdx', () => {
  it.each([
    ['uint8', 0x08, [0, 1, 128, 255], [0, 1, 128, 255]],
    ['int8', 0x09, [0, 1, 128, 255], [0, 1, -128, -1]],
    ['int16', 0x0b, [0, 0, 1, 0, 0x80, 0, 0xff, 0xff], [0, 256, -32768, -1]],
    ['int32', 0x0c, [0, 0, 0, 0, 0, 1, 0, 0, 0x80, 0, 0, 0, 255, 255, 255, 255], [0, 65536, -2147483648, -1]],
    ['float32', 0x0d, [0, 0, 0, 0, 0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0x3e, 0x80, 0, 0], [0, 1, -2, 0.25]],
    [
      'float64',
      0x0e,
      [
        ...[0, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0],
        ...[0xc0, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0xd0, 0, 0, 0, 0, 0, 0],
      ],
      [0, 1, -2, 0.25],
    ],
  ])('reads big-endian %s', (elementType, code, data, values) => {
    const array = readIdx(idxOf(code, ...data), 'a.idx');
    expect(array).toMatchObject({ shape: [2, 2], elementType });
    expect([...array.data]).toEqual(values);
  });

  it('says how many bytes of a truncated file are missing', () => {
    expect(() => readIdx(idxOf(0x08, 1, 2, 3), 'cut.idx')).toThrow(
      'cut.idx announces 4 bytes of data in its IDX header and 3 are there; download or copy it again.',
    );
  });

  it('throws nothing but DataError on any header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (rest) => {
        try {
          readIdx(Uint8Array.of(0, 0, ...rest), 'a.idx');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
