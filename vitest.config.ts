import { defineConfig } from 'vitest/config';
import { viteAssembly } from './scripts/assemble.mjs';

/** Projects do not inherit plugins. */
const plugins = [viteAssembly()];

export default defineConfig({
  test: {
    projects: [
      { plugins, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 180_000 } },
      {
        plugins,
        test: {
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        plugins,
        test: {
          name: 'vscode',
          include: ['test/vscode/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
