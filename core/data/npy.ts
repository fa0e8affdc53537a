import { DataError, type ElementType, elementCount, type NumericArray, type StoredArray } from './array';
import { decodeElements, elementFormats } from './element';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['b1', 'bool'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['i8', 'int64'],
  ['u8', 'uint64'],
  ['f4', 'float32'],
  ['f8', 'float64'],
]);

export function isNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads NumPy's NPY format, versions 1.0 to 3.0, in C or Fortran order.
 * Format: NumPy Enhancement Proposal 1 and `numpy.lib.format`.
 */
export function readNpy(bytes: Uint8Array, name: string): StoredArray {
  if (!isNpy(bytes)) {
    throw new DataError(`${name} is not an NPY file; save one array with numpy.save.`);
  }
  const { header, dataOffset } = readHeader(bytes, name);
  const { elementType, littleEndian } = readDescription(header, name);
  const shape = readShape(header, name);
  const fortranOrder = readOrder(header, name);

  const count = elementCount(shape);
  const needed = count * elementFormats[elementType].bytes;
  const found = bytes.length - dataOffset;
  if (!(found >= needed)) {
    throw new DataError(
      `${name} ends early: its header announces ${needed} bytes of data and ${found} are there; save or copy it again.`,
    );
  }
  const stored = decodeElements(bytes.subarray(dataOffset), elementType, littleEndian, count);
  return { shape, data: fortranOrder ? toRowMajor(stored, shape) : stored, elementType };
}

/** NPY version 1.0, little-endian float32 in C order; the data begin at a multiple of 64 bytes. */
export function writeNpy(array: NumericArray): Uint8Array {
  const axes = array.shape.length === 1 ? `${array.shape[0]},` : array.shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`;
  const dataOffset = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = `${dictionary.padEnd(dataOffset - 11)}\n`;

  const bytes = new Uint8Array(dataOffset + 4 * array.data.length);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  bytes.set([1, 0], 6);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  array.data.forEach((value, index) => {
    view.setFloat32(dataOffset + 4 * index, value, true);
  });
  return bytes;
}

function readHeader(bytes: Uint8Array, name: string): { header: string; dataOffset: number } {
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) {
    throw new DataError(`${name} ends inside its NPY header; save or copy it again.`);
  }
  if (version < 1 || version > 3) {
    throw new DataError(
      `${name} has NPY version ${version}, and versions 1 to 3 can be read; save it with numpy.save.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffset = start + length;
  if (bytes.length < dataOffset) {
    throw new DataError(`${name} ends inside its NPY header; save or copy it again.`);
  }
  return { header: new TextDecoder().decode(bytes.subarray(start, dataOffset)), dataOffset };
}

function readDescription(header: string, name: string): { elementType: ElementType; littleEndian: boolean } {
  const description = /'descr': ?'([^']*)'/.exec(header)?.[1];
  const elementType = elementTypes.get(description?.slice(1) ?? '');
  const order = description?.[0] ?? '';
  if (!elementType || !'<>|='.includes(order)) {
    const found = description === undefined ? 'records or no plain numbers' : `numbers of type ${description}`;
    throw new DataError(`${name} holds ${found}; convert with array.astype('float32') before numpy.save.`);
  }
  return { elementType, littleEndian: order !== '>' };
}

function readShape(header: string, name: string): number[] {
  const axes = /'shape': ?\(([\dL, ]*)\)/.exec(header)?.[1];
  const shape = (axes ?? '?')
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '')
    // Python 2 wrote long integers with a trailing L.
    .map((axis) => (/^\d+L?$/.test(axis) ? Number.parseInt(axis, 10) : Number.NaN));
  if (!shape.every(Number.isSafeInteger)) {
    throw new DataError(`${name} has no readable shape in its NPY header; save it again with numpy.save.`);
  }
  return shape;
}

function readOrder(header: string, name: string): boolean {
  const order = /'fortran_order': ?(True|False)/.exec(header)?.[1];
  if (order === undefined) {
    throw new DataError(`${name} does not tell its memory order in its NPY header; save it again with numpy.save.`);
  }
  return order === 'True';
}

function toRowMajor(columnMajor: Float32Array, shape: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  let source = 0;
  return columnMajor.map(() => {
    const value = columnMajor[source] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      const size = shape[axis] as number;
      const next = (index[axis] as number) + 1;
      source += stride;
      if (next < size) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      source -= stride * size;
    }
    return value;
  });
}
