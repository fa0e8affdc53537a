import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const button = (name: string | RegExp) => editor.page.getByRole('button', { name, exact: true });
const step = async (): Promise<number> => {
  const text = await editor.page.locator('.toolbar .chip', { hasText: 'step' }).first().textContent();
  return Number(/step ([\d\u202f]+)/.exec(text ?? '')?.[1]?.replaceAll('\u202f', ''));
};

/** The trainer, beside the workers that lay a graph out. */
const trainer = async () => {
  for (const worker of editor.page.workers()) {
    if (await worker.evaluate(() => 'ebmTrainer' in globalThis)) return worker;
  }
  throw new Error('No trainer runs.');
};

test('a trainer that dies leaves its last good weights, and Train goes on from there', async () => {
  await editor.page.getByLabel('Backend').selectOption('wasm');
  await button('Train').click();
  // Weights are put aside every two seconds.
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(0);
  await editor.page.waitForTimeout(5000);
  await (await trainer()).evaluate(() => {
    setTimeout(() => {
      throw new Error('Array buffer allocation failed');
    });
  });
  const toast = editor.page.locator('.toast');
  await expect.poll(() => toast.textContent()).toMatch(/^The memory on WebAssembly is not enough .* Train goes on/);
  const kept = Number(/weights of step (\d+)/.exec((await toast.textContent()) ?? '')?.[1]);
  expect(kept).toBeGreaterThan(0);
  expect(await button('Halve the batch to 64').count()).toBe(1);
  await editor.screenshot('failure');
  await button('Go on with plain JavaScript').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThanOrEqual(kept);
  await expect.poll(() => editor.page.getByRole('status').textContent(), { timeout: 60_000 }).toBe('Training runs.');
  expect(await editor.page.getByLabel('Backend').inputValue()).toBe('cpu');
  expect(await toast.count()).toBe(0);
});

test('a lost context of WebGL ends the run with a sentence, and it goes on with WebAssembly', async () => {
  await editor.page.getByLabel('Backend').selectOption('webgl');
  await button('Step').click();
  await expect.poll(step, { timeout: 60_000 }).toBe(1);
  await (await trainer()).evaluate(() => {
    const { gl } = (ebmTrainer.tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await expect.poll(() => editor.page.locator('.toast').textContent()).toMatch(/^The graphics processor was lost/);
  await button('Go on with WebAssembly').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(1);
});
