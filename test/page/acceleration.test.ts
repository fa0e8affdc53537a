import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembly } from '../../scripts/assemble.mjs';
import { ensureChromium, withSoftwareWebGL } from '../../scripts/chromium.mjs';
import type { Computed, OnWebGL } from './webgl-kernels';

let browser: Browser;
let webgl: OnWebGL;
let cpu: Computed;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ['test/page/webgl-kernels.ts'],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    plugins: [assembly],
  });
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGL });
  const page = await browser.newPage();
  await page.setContent(`<script type="module">${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`);
  await page.waitForFunction('globalThis.computed');
  ({ webgl, cpu } = (await page.evaluate('globalThis.computed')) as { webgl: OnWebGL; cpu: Computed });
});

afterAll(() => browser?.close());

function farthest(some: readonly number[] = [], others: readonly number[] = []): number {
  expect(some.length).toBe(others.length);
  return some.reduce((far, value, index) => Math.max(far, Math.abs(value - (others[index] ?? Number.NaN))), 0);
}

describe('the kernels on WebGL', () => {
  test('draw the same uniform numbers as plain JavaScript, bit for bit', () => {
    expect(webgl.uniform).toEqual(cpu.uniform);
    expect(new Set(webgl.uniform).size).toBeGreaterThan(49_000);
  });

  test('draw the same normal numbers to the rounding of a logarithm', () => {
    expect(farthest(webgl.normal, cpu.normal)).toBeLessThan(5e-6);
  });

  test.each(['sgd', 'momentum', 'rmsprop', 'adam'])('move values by %s where TensorFlow.js moves them', (name) => {
    expect(farthest(webgl.values[name], webgl.plain.values[name])).toBeLessThan(1e-5);
  });

  test('multiply matrices as TensorFlow.js does, bit for bit', () => {
    expect(webgl.products).toEqual(webgl.plain.products);
    expect(Object.keys(webgl.products).length).toBe(27);
    for (const [of, product] of Object.entries(webgl.products))
      expect(farthest(product, cpu.products[of]), of).toBeLessThan(1e-4);
  });

  test('multiply large matrices in tiles, a texel of each quarter of the product', () => {
    // 131 × 129 numbers are 66 × 65 texels.
    expect(webgl.quarters).toEqual([
      { x: 0, y: 0, width: 33, height: 33 },
      { x: 33, y: 0, width: 32, height: 33 },
      { x: 0, y: 33, width: 33, height: 33 },
      { x: 33, y: 33, width: 32, height: 33 },
    ]);
  });

  test('add up the rows of a table, of whatever sides', () => {
    for (const [of, sum] of Object.entries(cpu.sums)) expect(farthest(webgl.sums[of], sum), of).toBeLessThan(1e-5);
    expect(Object.keys(webgl.sums).length).toBe(8);
  });

  test('update ten variables by Adam with a tenth of the programs', () => {
    expect(webgl.programs.fused).toBeLessThan(webgl.programs.plain / 10);
  });

  test('leave no tensor and no texture behind', () => {
    expect(webgl.left).toEqual({ tensors: 0, textures: 0 });
  });
});
