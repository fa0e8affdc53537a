import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { compile } from '../../core/compile';
import { ensureChromium, withSoftwareWebGL } from '../../scripts/chromium.mjs';
import { repository } from '../../scripts/process.mjs';
import { template } from '../unit/templates';

/** What a person would write around the module: a page that trains it and says how it went. */
const use = `
  import * as tf from '@tensorflow/tfjs';
  import { createModel } from './model.mjs';
  const model = createModel({ seed: 2 });
  const x = tf.randomUniform([16, 8, 8, 1], 0, 1, 'float32', 5);
  const mean = async () => (await tf.mean(model.energy(x)).data())[0];
  const before = await mean();
  for (let step = 0; step < 10; step++) tf.dispose(model.step(x));
  document.title = JSON.stringify({ backend: tf.getBackend(), before, after: await mean() });
`;

test('the emitted module runs alone in a page, with TensorFlow.js and nothing of ours', async () => {
  const { module } = compile(template('autoencoder'), { fileName: 'autoencoder.ebm.json' });
  const folder = await mkdtemp(join(repository, 'test', 'results-page-'));
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGL });
  try {
    await writeFile(join(folder, 'model.mjs'), module?.source ?? '');
    await writeFile(join(folder, 'use.mjs'), use);
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'use.mjs')],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    const page = await browser.newPage();
    await page.setContent(
      `<script type="module">${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`,
    );
    await expect.poll(() => page.title(), { timeout: 60_000 }).not.toBe('');
    const { backend, before, after } = JSON.parse(await page.title());
    expect(backend).toBe('webgl');
    expect(after).toBeLessThan(before);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
});
