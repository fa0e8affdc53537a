import type { Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSoftwareWebGPU } from '../../scripts/chromium.mjs';
import { template } from '../unit/templates';
import { type Editor, Studio } from './editor';
import { PageTrainer } from './page-trainer';

/** Float32 and the order of sums: a part of a term, or of the way of a variable, over five steps. */
const tolerance = 1e-4;

describe('a model on WebGPU', () => {
  let trainer: PageTrainer;
  beforeAll(async () => {
    trainer = await PageTrainer.start('webgpu-training');
  });
  afterAll(() => trainer?.close());

  test.each(['denoising-autoencoder', 'vq-vae'])(
    'learns from the recording of %s what it learns as ever, the same again to the bit, and leaves nothing behind',
    async (id) => {
      const { obstacle, curves, doubted, reference, apart, left } = await trainer.with(template(id), (page, manifest) =>
        page.evaluate((given) => trainOnWebGPU(given, 5), manifest),
      );
      expect(obstacle).toBe(undefined);
      expect(curves.again).toEqual(curves.replayed);
      expect(reference.length).toBeGreaterThanOrEqual(5);
      for (const [index, term] of reference.entries()) {
        const near = tolerance * Math.max(Math.abs(term), 1e-3);
        expect(Math.abs((curves.plain[index] ?? Number.NaN) - term)).toBeLessThan(near);
        expect(Math.abs((curves.replayed[index] ?? Number.NaN) - term)).toBeLessThan(near);
      }
      expect(apart).toBeLessThan(tolerance);
      expect(doubted.obstacle).toBe('its recording does not compute the same');
      for (const [index, term] of curves.plain.entries())
        expect(Math.abs((doubted.curve[index] ?? Number.NaN) - term)).toBeLessThan(
          tolerance * Math.max(Math.abs(term), 1e-3),
        );
      expect(left).toEqual({ tensors: 0, values: 0, bytes: 0 });
    },
  );
});

describe('the editor where the page has WebGPU', () => {
  let studio: Studio;
  let editor: Editor;
  beforeAll(async () => {
    studio = await Studio.start(withSoftwareWebGPU);
  });
  afterAll(() => studio?.close());

  const button = (name: string) => editor.page.getByRole('button', { name, exact: true });
  const status = () => editor.page.getByRole('status').textContent();
  const toast = () => editor.page.locator('.toast');
  const chips = async () => (await editor.page.locator('.toolbar .chip').allTextContents()).join(' ');
  const trainerOf = async (): Promise<Worker> => {
    for (const worker of editor.page.workers())
      if (await worker.evaluate(() => 'ebmTrainer' in globalThis)) return worker;
    throw new Error('No trainer runs.');
  };

  /** Takes a step there, so that a model stands on it. */
  async function standsOnWebGPU(): Promise<Worker> {
    editor = await studio.open({ template: 'autoencoder' });
    await editor.page.getByLabel('Backend').selectOption('webgpu');
    await button('Step').click();
    await expect.poll(chips, { timeout: 60_000 }).toMatch(/step 1 /);
    await expect.poll(status).toBe('Training is paused.');
    return trainerOf();
  }

  test('trains there on request, and says so', async () => {
    await standsOnWebGPU();
    expect(await chips()).toMatch(/step 1 .* WebGPU [\d.]+ steps\/s/);
    await button('Train').click();
    await expect.poll(chips, { timeout: 60_000 }).toMatch(/step (\d{2,}|[2-9]) /);
    expect(editor.complaints).toEqual([]);
    await editor.close();
  });

  test('measures it beside WebAssembly where it is a device, and takes the faster', async () => {
    editor = await studio.open({ template: 'vae' });
    // The device that there is computes on the processor, and says so: the trainer is told otherwise.
    await editor.page.route('**/trainer.js', async (route) => {
      const disguise = `
        Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
        Object.defineProperty(GPUAdapterInfo.prototype, 'architecture', { get: () => 'a graphics processor' });`;
      await route.fulfill({
        contentType: 'text/javascript',
        body: `${disguise}\n${await (await route.fetch()).text()}`,
      });
    });
    await button('Step').click();
    await expect.poll(status, { timeout: 60_000 }).toBe('Training is paused.');
    expect(await editor.page.locator('.toolbar .chip', { hasText: 'steps/s' }).getAttribute('title')).toMatch(
      /Measured on this model, a step takes [\d.]+ ms on WebAssembly and [\d.]+ ms on WebGPU\./,
    );
    expect(await chips()).toMatch(/WASM/);
    await editor.close();
  });

  test('ends a run with a sentence where the device is lost, and goes on with WebGL', async () => {
    const worker = await standsOnWebGPU();
    await worker.evaluate(() => (ebmTrainer.tf.backend() as unknown as { device: GPUDevice }).device.destroy());
    await expect.poll(() => toast().textContent()).toMatch(/^The graphics processor was lost/);
    await button('Go on with WebGL').click();
    await expect.poll(chips, { timeout: 60_000 }).toMatch(/step (\d{2,}|[2-9]) .*WebGL/);
    await editor.close();
  });

  test('ends a run with a sentence where a shader is refused, which WebGPU tells by the way', async () => {
    const worker = await standsOnWebGPU();
    await worker.evaluate(() => {
      const { device } = ebmTrainer.tf.backend() as unknown as { device: GPUDevice };
      const create = device.createShaderModule.bind(device);
      device.createShaderModule = (text) => create({ ...text, code: text.code.replaceAll('fn main', 'fn no main') });
    });
    // Its second step is recorded, and what is joined is compiled.
    await button('Step').click();
    await expect
      .poll(() => toast().textContent())
      .toMatch(/^The graphics driver refuses a program that this model needs on WebGPU\./);
    await button('Go on with WebGL').click();
    await expect.poll(chips, { timeout: 60_000 }).toMatch(/step (\d{2,}|[2-9]) .*WebGL/);
    await editor.close();
  });

  test('ends a run with a sentence where memory is refused, which it tells by the way too', async () => {
    const worker = await standsOnWebGPU();
    await worker.evaluate(() => {
      const { device } = ebmTrainer.tf.backend() as unknown as { device: GPUDevice };
      device.createBuffer({ size: 2 * device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE });
    });
    await button('Step').click();
    await expect
      .poll(() => toast().textContent())
      .toMatch(/^The memory on WebGPU is not enough for this model and batch\./);
    await editor.close();
  });
});
