import { DataError, type ElementType, elementCount, type StoredArray } from './array';
import { decodeElements, elementFormats } from './element';

const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [0x08, 'uint8'],
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
]);

export function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && elementTypes.has(bytes[2] ?? 0) && (bytes[3] ?? 0) > 0;
}

/** Reads the IDX format of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges): big-endian, all element types, any rank. */
export function readIdx(bytes: Uint8Array, name: string): StoredArray {
  const elementType = elementTypes.get(bytes[2] ?? 0);
  const rank = bytes[3] ?? 0;
  if (!isIdx(bytes) || !elementType) {
    throw new DataError(`${name} is not an IDX file; it should begin with two zero bytes, a type and a rank.`);
  }
  const dataOffset = 4 + 4 * rank;
  if (bytes.length < dataOffset) {
    throw new DataError(`${name} ends inside its IDX header; download or copy it again.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = elementCount(shape);
  const needed = count * elementFormats[elementType].bytes;
  const found = bytes.length - dataOffset;
  if (found !== needed) {
    throw new DataError(
      `${name} announces ${needed} bytes of data in its IDX header and ${found} are there; download or copy it again.`,
    );
  }
  return { shape, data: decodeElements(bytes.subarray(dataOffset), elementType, false, count), elementType };
}
