import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../core/compile';
import { asScript } from '../../core/emit/tfjs/script';
import { assembly } from '../../scripts/assemble.mjs';
import { ensureChromium, withSoftwareWebGL } from '../../scripts/chromium.mjs';
import { template } from '../unit/templates';
import type { WebglTraining } from './webgl-training';

let browser: Browser;
let trainer: string;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGL });
  const { outputFiles } = await build({
    entryPoints: ['test/page/webgl-training.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    plugins: [assembly],
  });
  trainer = outputFiles[0]?.text ?? '';
});

afterAll(() => browser.close());

async function trained(text: string): Promise<WebglTraining> {
  const { module } = compile(text, { fileName: 'graph.ebm.json' });
  if (!module) throw new Error('The graph has errors.');
  const page: Page = await browser.newPage();
  await page.addScriptTag({ content: trainer });
  await page.addScriptTag({ content: asScript(module.source) });
  const found = await page.evaluate((manifest) => trainTwice(manifest, 5), module.manifest);
  await page.close();
  return found;
}

/** Float32 and the order of sums: a part of a change, over five steps. */
const tolerance = 1e-4;

test.each(['autoencoder', 'predict-the-future', 'vq-vae'])(
  '%s learns the same on WebGL with its kernels joined, in a third of the programs, and waits for nothing',
  async (id) => {
    const { obstacle, curves, apart, programs, waits, left } = await trained(template(id));
    expect(obstacle).toBe(undefined);
    for (const [index, term] of curves.plain.entries()) {
      expect(Math.abs((curves.replayed[index] ?? Number.NaN) - term)).toBeLessThan(tolerance * Math.abs(term));
    }
    expect(apart).toBeLessThan(tolerance);
    expect(programs.replayed).toBeLessThan(programs.plain / 3);
    expect(programs.replayed).toBeLessThanOrEqual(100);
    expect(waits).toBe(0);
    expect(left).toEqual({ tensors: 0, bytes: 0 });
  },
);
