import { DataError, elementCount } from './array';

/** Named parameters; unlike a NumericArray, the axes are whatever the parameter has. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Safetensors {
  /** In the order of their data in the file. */
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const metadataKey = '__metadata__';

/** The published reader refuses longer headers, so that a hostile file cannot make it parse without end. */
const longestHeader = 100_000_000;

/** Whether numbers lie in memory as they lie in the file, so that millions are copied at once. */
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Writes the safetensors format, all tensors F32, in the order given.
 * Format: https://github.com/huggingface/safetensors, section "Format" of its README.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set(metadataKey, metadata);
  let length = 0;
  for (const { name, shape, data } of tensors) {
    if (name === metadataKey || header.has(name)) {
      throw new DataError(`The tensor name ${name} is taken; give every tensor its own name.`);
    }
    if (elementCount(shape) !== data.length) {
      throw new DataError(
        `Tensor ${name} has ${data.length} values and a shape of ${elementCount(shape)}; make them agree.`,
      );
    }
    header.set(name, { dtype: 'F32', shape, data_offsets: [length, length + 4 * data.length] });
    length += 4 * data.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const dataOffset = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(dataOffset + length).fill(0x20, 8, dataOffset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(dataOffset - 8), true);
  bytes.set(text, 8);
  let offset = dataOffset;
  for (const { data } of tensors) {
    if (littleEndian) new Float32Array(bytes.buffer, offset, data.length).set(data);
    else for (const [index, value] of data.entries()) view.setFloat32(offset + 4 * index, value, true);
    offset += 4 * data.length;
  }
  return bytes;
}

/** Reads a safetensors file whose tensors are all F32; throws DataError for any other or a malformed one. */
export function readSafetensors(bytes: Uint8Array, name: string): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > longestHeader || bytes[8] !== 0x7b) {
    throw new DataError(`${name} is not a safetensors file; it should begin with the length of a JSON header.`);
  }
  const dataOffset = 8 + length;
  if (bytes.length < dataOffset) {
    throw new DataError(`${name} ends inside its safetensors header; save or copy it again.`);
  }
  const { entries, metadata } = readHeader(bytes.subarray(8, dataOffset), name);
  refuseGaps(entries, bytes.length - dataOffset, name);
  const tensors = entries.map(({ name: tensor, shape, begin, end }) => {
    const data = new Float32Array((end - begin) / 4);
    if (littleEndian) new Uint8Array(data.buffer).set(bytes.subarray(dataOffset + begin, dataOffset + end));
    else {
      for (let index = 0; index < data.length; index++) {
        data[index] = view.getFloat32(dataOffset + begin + 4 * index, true);
      }
    }
    return { name: tensor, shape, data };
  });
  return { tensors, metadata };
}

function readHeader(
  bytes: Uint8Array,
  name: string,
): { entries: readonly HeaderEntry[]; metadata: Readonly<Record<string, string>> } {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new DataError(`${name} has a safetensors header that is not JSON; save or copy it again.`);
  }
  if (!isRecord(header)) {
    throw new DataError(`${name} has a safetensors header that is not a JSON object; save or copy it again.`);
  }
  const { [metadataKey]: metadata = {}, ...tensors } = header;
  if (!isTextRecord(metadata)) {
    throw new DataError(`${name} has ${metadataKey} that is not texts by name; write every value of it as a string.`);
  }
  const entries = Object.entries(tensors).map(([tensor, entry]) => readEntry(tensor, entry, name));
  return { entries: entries.sort((one, other) => one.begin - other.begin || one.end - other.end), metadata };
}

function readEntry(tensor: string, entry: unknown, name: string): HeaderEntry {
  if (!isRecord(entry) || !isSizes(entry.shape) || !isSizes(entry.data_offsets) || entry.data_offsets.length !== 2) {
    throw new DataError(`${name}: the header entry of tensor ${tensor} lacks its shape or its place; save it again.`);
  }
  if (entry.dtype !== 'F32') {
    throw new DataError(
      `${name}: tensor ${tensor} is of type ${JSON.stringify(entry.dtype)}; convert it to F32 before saving.`,
    );
  }
  const [begin, end] = entry.data_offsets as [number, number];
  if (end - begin !== 4 * elementCount(entry.shape)) {
    throw new DataError(
      `${name}: tensor ${tensor} takes ${end - begin} bytes and its shape needs ${4 * elementCount(entry.shape)}; ` +
        'save it again.',
    );
  }
  return { name: tensor, shape: entry.shape, begin, end };
}

function refuseGaps(entries: readonly HeaderEntry[], length: number, name: string): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      const fault = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it';
      throw new DataError(`${name}: tensor ${entry.name} ${fault}; save the file again.`);
    }
    end = entry.end;
  }
  if (end !== length) {
    throw new DataError(`${name} announces ${end} bytes of tensors and ${length} are there; save or copy it again.`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
