import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { budgets, webviewTargets } from '../../esbuild.mjs';

test('the page and the trainer keep to their budgets of bytes', async () => {
  const files = await Promise.all(webviewTargets.map((target) => build({ ...target, write: false })));
  const sizes = files.flatMap(({ outputFiles = [] }) =>
    outputFiles.map(({ path, contents }) => [path.replace(/^.*\/dist\//, 'dist/'), contents.length] as const),
  );
  const limits: Readonly<Record<string, number>> = budgets;
  const scripts = sizes.filter(([path]) => path.endsWith('.js'));
  expect(scripts).toHaveLength(2);
  for (const [path, size] of scripts) expect(size, path).toBeLessThanOrEqual(limits[path] ?? 0);
});
