import { basename } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { budgets, sizeAtOnce, webviewTargets } from '../../esbuild.mjs';

test.each(['page.js', 'trainer.js', 'webgpu.js'])(
  '%s, with all that it imports at once, keeps to its budget of bytes',
  async (name) => {
    const results = await Promise.all(webviewTargets.map((target) => build({ ...target, write: false })));
    const built = new Map(
      results.flatMap(({ outputFiles = [] }) => outputFiles.map(({ path, contents }) => [basename(path), contents])),
    );
    const size = await sizeAtOnce(name, (each) => built.get(each) ?? new Uint8Array());
    const limits: Readonly<Record<string, number>> = budgets;
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThanOrEqual(limits[`dist/webview/${name}`] ?? 0);
  },
);
