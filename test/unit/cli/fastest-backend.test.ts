import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastestFile, keepFastest, machine, readFastest } from '../../../core/cli/fastest-backend';
import type { FoundFastest } from '../../../core/training/protocol';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ebm-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('The backend that was found fastest', () => {
  const found: FoundFastest = { backend: 'cpu', times: [{ backend: 'cpu', milliseconds: 0.5 }], machine };

  it('is read as it was kept, in a folder that need not be there', async () => {
    const path = join(folder, 'deep', 'model.json');
    expect(await keepFastest(path, found)).toBeUndefined();
    expect(await readFastest(path)).toEqual(found);
  });

  it('is kept for each program, batch and way of computing by itself', () => {
    const timed = { source: 'a', batch: 1, plain: false };
    const others = [
      { ...timed, source: 'b' },
      { ...timed, batch: 2 },
      { ...timed, plain: true },
    ];
    expect(new Set([timed, ...others].map(fastestFile)).size).toBe(4);
    expect(fastestFile({ ...timed })).toBe(fastestFile(timed));
  });

  it('is not kept where nothing can be written, which is said', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await keepFastest(join(file, 'model.json'), found)).toMatch(
      /^The next run measures anew: .* a file stands where a folder should\.$/,
    );
  });
});
