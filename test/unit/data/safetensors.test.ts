import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../core/data/array';
import { readSafetensors, writeSafetensors } from '../../../core/data/safetensors';

/** `test_serialization` of huggingface/safetensors, safetensors/src/tensor.rs. */
const published = Uint8Array.from([
  64, 0, 0, 0, 0, 0, 0, 0, 123, 34, 97, 116, 116, 110, 46, 48, 34, 58, 123, 34, 100, 116, 121, 112, 101, 34, 58, 34, 70,
  51, 50, 34, 44, 34, 115, 104, 97, 112, 101, 34, 58, 91, 49, 44, 50, 44, 51, 93, 44, 34, 100, 97, 116, 97, 95, 111,
  102, 102, 115, 101, 116, 115, 34, 58, 91, 48, 44, 50, 52, 93, 125, 125, 0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0,
  64, 64, 0, 0, 128, 64, 0, 0, 160, 64,
]);
const tensor = { name: 'attn.0', shape: [1, 2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) };

function fileOf(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('safetensors', () => {
  it('writes the bytes of the reference implementation', () => {
    expect(writeSafetensors([tensor])).toEqual(published);
    expect(writeSafetensors([])).toEqual(Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0, 123, 125, 32, 32, 32, 32, 32, 32));
  });

  it('reads the bytes of the reference implementation', () => {
    expect(readSafetensors(published, 'a.safetensors')).toEqual({ tensors: [tensor], metadata: {} });
  });

  it('reads bytes wherever they lie: in a Buffer of Node, or at an odd place of a longer array', () => {
    const longer = new Uint8Array(published.length + 8);
    longer.set(published, 3);
    for (const bytes of [Buffer.from(published), longer.subarray(3, 3 + published.length)])
      expect(readSafetensors(bytes, 'weights').tensors).toEqual([tensor]);
  });

  it('keeps names, shapes, values and metadata, with the data at a multiple of 8 bytes', () => {
    const shape = fc.array(fc.nat(3), { maxLength: 3 });
    const name = fc.string().filter((text) => text !== '__metadata__');
    const tensors = fc.uniqueArray(fc.tuple(name, shape), { selector: ([text]) => text, maxLength: 5 });
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (described, metadata) => {
        const written = described.map(([name, shape]) => ({
          name,
          shape,
          data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index / 7),
        }));
        const bytes = writeSafetensors(written, metadata);
        expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
        const read = readSafetensors(bytes, 'a.safetensors');
        expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata));
        expect(new Map(read.tensors.map((one) => [one.name, one]))).toEqual(
          new Map(written.map((one) => [one.name, one])),
        );
      }),
    );
  });

  it.each([
    ['a missing header', new Uint8Array(4), /is not a safetensors file/],
    ['a header longer than the file', published.slice(0, 40), /ends inside its safetensors header/],
    ['data cut short', published.slice(0, -1), /announces 24 bytes of tensors and 23 are there/],
    ['data left over', Uint8Array.of(...published, 0), /announces 24 bytes of tensors and 25 are there/],
    ['a header that is not JSON', fileOf('{"a"', 0), /header that is not JSON/],
    [
      'an entry without a place',
      fileOf('{"a":{"dtype":"F32","shape":[1]}}', 4),
      /tensor a lacks its shape or its place/,
    ],
    [
      'another type',
      fileOf('{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 2),
      /tensor a is of type "F16"; convert it to F32/,
    ],
    [
      'a place that does not suit the shape',
      fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      /tensor a takes 4 bytes and its shape needs 8/,
    ],
    [
      'tensors that overlap',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
        12,
      ),
      /tensor b overlaps the tensor before it/,
    ],
    [
      'a gap between tensors',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8),
      /tensor a leaves a gap before it/,
    ],
    ['metadata that is not text', fileOf('{"__metadata__":{"a":1}}', 0), /__metadata__ that is not texts/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'a.safetensors')).toThrow(DataError);
    expect(() => readSafetensors(bytes, 'a.safetensors')).toThrow(message);
  });

  it('refuses to write a name twice or values that do not fill the shape', () => {
    expect(() => writeSafetensors([tensor, tensor])).toThrow('The tensor name attn.0 is taken');
    expect(() => writeSafetensors([{ ...tensor, shape: [7] }])).toThrow('Tensor attn.0 has 6 values and a shape of 7');
  });

  it('throws nothing but DataError on any header', () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record({ dtype: fc.jsonValue(), shape: fc.array(fc.nat(2)), data_offsets: fc.array(fc.nat(12)) }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), entry), fc.nat(16), (header, dataBytes) => {
        try {
          readSafetensors(fileOf(JSON.stringify(header), dataBytes), 'a.safetensors');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.nat(published.length - 1), fc.nat(255), (at, byte) => {
        const bytes = published.slice();
        bytes[at] = byte;
        try {
          readSafetensors(bytes, 'a.safetensors');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
