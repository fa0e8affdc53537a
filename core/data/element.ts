import type { ElementType } from './array';

interface ElementFormat {
  readonly bytes: number;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** How each element type lies in memory; 64-bit integers are rounded to the nearest representable number. */
export const elementFormats: Readonly<Record<ElementType, ElementFormat>> = {
  bool: { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
  int8: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  uint8: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  int16: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  uint16: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  int32: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  uint32: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  int64: { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  uint64: { bytes: 8, read: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  float32: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  float64: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
};

/** The first `count` elements of `bytes`, which must hold at least that many. */
export function decodeElements(
  bytes: Uint8Array,
  type: ElementType,
  littleEndian: boolean,
  count: number,
): Float32Array {
  if (type === 'uint8') return new Float32Array(bytes.subarray(0, count));
  const { bytes: stride, read } = elementFormats[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float32Array(count);
  for (let index = 0; index < count; index++) data[index] = read(view, index * stride, littleEndian);
  return data;
}
