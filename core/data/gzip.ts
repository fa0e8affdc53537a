import { DataError } from './array';

/** Past this a file is taken for a decompression bomb: as float32 it would not fit in a page's memory anyway. */
const largestContent = 2 ** 30;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file (RFC 1952), or `bytes` themselves if they are not gzip; `name` is for the error. */
export async function gunzipIfNeeded(bytes: Uint8Array, name = 'The file'): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await transform(bytes, new DecompressionStream('gzip'), name);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${name} is a damaged or incomplete gzip file; download or compress it again.`);
  }
}

export function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  return transform(bytes, new CompressionStream('gzip'), 'The file');
}

async function transform(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  name: string,
): Promise<Uint8Array> {
  const reader = new Blob([bytes.slice()]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value);
    length += chunk.value.length;
    if (length > largestContent) {
      await reader.cancel();
      throw new DataError(`${name} holds more than 1 GiB of data; train on a smaller part of it.`);
    }
  }
  const content = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    content.set(chunk, offset);
    offset += chunk.length;
  }
  return content;
}
