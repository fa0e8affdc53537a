import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../core/data/array';
import { gunzipIfNeeded, gzip } from '../../../core/data/gzip';

const content = Uint8Array.from({ length: 5000 }, (_, index) => (index * index) % 251);

describe('gzip', () => {
  it('reads what zlib compressed', async () => {
    expect(await gunzipIfNeeded(new Uint8Array(gzipSync(content)))).toEqual(content);
  });

  it('writes what zlib decompresses', async () => {
    expect(new Uint8Array(gunzipSync(await gzip(content)))).toEqual(content);
  });

  it('hands back bytes that are not gzip untouched', async () => {
    expect(await gunzipIfNeeded(content)).toBe(content);
  });

  it('names a file that breaks off', async () => {
    const whole = new Uint8Array(gzipSync(content));
    const cut = whole.slice(0, whole.length / 2);
    await expect(gunzipIfNeeded(cut, 'cut.gz')).rejects.toThrow(
      'cut.gz is a damaged or incomplete gzip file; download or compress it again.',
    );
  });

  it('throws nothing but DataError on damaged files', async () => {
    const whole = new Uint8Array(gzipSync(content));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.nat(whole.length), async (changes, length) => {
        const bytes = whole.slice(0, length);
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
        await gunzipIfNeeded(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
      }),
      { numRuns: 300 },
    );
  });
});
