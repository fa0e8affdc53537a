import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembly } from '../../scripts/assemble.mjs';
import { ensureChromium, withSoftwareWebGPU } from '../../scripts/chromium.mjs';
import type { Computed } from './kernels';
import type { OnWebGL } from './webgl-kernels';
import type { OnWebGPU } from './webgpu-kernels';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGPU });
});
afterAll(() => browser?.close());

/** What a script computes in a page of a host that is trusted, without which there is no WebGPU. */
async function computedBy<T>(entry: string): Promise<T> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    plugins: [assembly],
  });
  const page = await browser.newPage();
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('http://localhost/');
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return (await page.evaluate('globalThis.computed')) as T;
}

function farthest(some: readonly number[] = [], others: readonly number[] = []): number {
  expect(some.length).toBe(others.length);
  return some.reduce((far, value, index) => Math.max(far, Math.abs(value - (others[index] ?? Number.NaN))), 0);
}

/** A sine may be off by this between -π and π, and an exponential by as much as this at 20 (WGSL, section 15.7.4.1). */
const ofTurns = 2 ** -11;
const ofPowers = 6e-6;

/** Each as a part of what it should be, where that is more than one; what is none must be none. Infinities are a device's own. */
function agree(some: readonly number[] = [], others: readonly number[] = [], of: string): void {
  const tolerance = of === 'Sin' || of === 'Cos' ? ofTurns : ofPowers;
  expect(some.map(Number.isNaN), of).toEqual(others.map(Number.isNaN));
  for (const [index, other] of others.entries()) {
    if (Number.isFinite(other))
      expect(Math.abs((some[index] ?? 0) - other), `${of} ${index}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(other)),
      );
  }
}

describe('the kernels on WebGL', () => {
  let webgl: OnWebGL;
  let cpu: Computed;
  beforeAll(async () => {
    ({ webgl, cpu } = await computedBy<{ webgl: OnWebGL; cpu: Computed }>('test/page/webgl-kernels.ts'));
  });

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

  test('join what is computed place by place of tables and products of few terms, and its sums, of whatever sides', () => {
    for (const [of, found] of Object.entries(cpu.joined))
      expect(farthest(webgl.joined[of], found), of).toBeLessThan(1e-5);
    expect(Object.keys(webgl.joined).length).toBe(30);
  });

  test('compute the same of textures whose texels lie straight and of others, bit for bit', () => {
    expect(webgl.joined).toEqual(webgl.ofNumbers);
  });

  test('compute functions of each number as plain JavaScript does, where they are joined', () => {
    for (const [of, numbers] of Object.entries(cpu.functions)) agree(webgl.functions[of], numbers, of);
    expect(Object.keys(webgl.functions).length).toBe(38);
  });

  test('update ten variables by Adam with a tenth of the programs', () => {
    expect(webgl.programs.fused).toBeLessThan(webgl.programs.plain / 10);
  });

  test('leave no tensor and no texture behind', () => {
    expect(webgl.left).toEqual({ tensors: 0, textures: 0 });
  });
});

describe('the kernels on WebGPU', () => {
  let webgpu: OnWebGPU;
  let cpu: Computed;
  beforeAll(async () => {
    ({ webgpu, cpu } = await computedBy<{ webgpu: OnWebGPU; cpu: Computed }>('test/page/webgpu-kernels.ts'));
  });

  test('draw the same uniform numbers as plain JavaScript, bit for bit', () => {
    expect(webgpu.uniform).toEqual(cpu.uniform);
  });

  test('draw the same normal numbers to the rounding of a logarithm', () => {
    expect(farthest(webgpu.normal, cpu.normal)).toBeLessThan(5e-6);
  });

  test.each(['sgd', 'momentum', 'rmsprop', 'adam'])('move values by %s where TensorFlow.js moves them', (name) => {
    expect(farthest(webgpu.values[name], webgpu.plain.values[name])).toBeLessThan(1e-5);
  });

  test('multiply matrices', () => {
    for (const [of, product] of Object.entries(webgpu.products))
      expect(farthest(product, cpu.products[of]), of).toBeLessThan(1e-4);
  });

  test('join what is computed place by place of tables and products of few terms, and its sums, of whatever sides', () => {
    for (const [of, found] of Object.entries(cpu.joined))
      expect(farthest(webgpu.joined[of], found), of).toBeLessThan(1e-5);
    expect(Object.keys(webgpu.joined).length).toBe(30);
  });

  test('compute functions of each number as plain JavaScript does, where they are joined', () => {
    for (const [of, numbers] of Object.entries(cpu.functions)) agree(webgpu.functions[of], numbers, of);
    expect(Object.keys(webgpu.functions).length).toBe(38);
  });

  test('update ten variables by Adam with a tenth of the shaders', () => {
    expect(webgpu.shaders.fused).toBeLessThan(webgpu.shaders.plain / 5);
  });

  test('leave nothing behind', () => {
    expect(webgpu.left).toEqual({ tensors: 0, values: 0 });
  });
});
