import type { Worker } from 'playwright-core';
import { expect, test } from 'vitest';
import { template } from '../unit/templates';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest(
  (opened) => {
    editor = opened;
  },
  { template: 'autoencoder' },
);

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

const toast = () => editor.page.locator('.toast');
const status = () => editor.page.getByRole('status').textContent();

/** Takes a step on a backend, so that a model stands there. */
async function standsOn(backend: 'webgl' | 'wasm'): Promise<Worker> {
  await editor.page.getByLabel('Backend').selectOption(backend);
  await button('Step').click();
  await expect.poll(step, { timeout: 60_000 }).toBe(1);
  await expect.poll(status).toBe('Training is paused.');
  return trainer();
}

test('WebGPU that is asked for where there is none is passed over, with a word', async () => {
  await editor.page.getByLabel('Backend').selectOption('webgpu');
  await button('Step').click();
  await expect.poll(step, { timeout: 60_000 }).toBe(1);
  const chip = editor.page.locator('.toolbar .chip', { hasText: 'steps/s' });
  expect(await chip.textContent()).toContain('WebGL');
  expect(await chip.getAttribute('title')).toContain('Training goes on with WebGL: WebGPU is not available here.');
});

test('a trainer that dies leaves its last good weights, and Train goes on from there', async () => {
  await editor.write((await editor.text()).replace(/"steps": \d+/, '"steps": 1000000'));
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
  await expect.poll(() => toast().textContent()).toMatch(/^The memory on WebAssembly is not enough .* Train goes on/);
  const kept = Number(/weights of step (\d+)/.exec((await toast().textContent()) ?? '')?.[1]);
  expect(kept).toBeGreaterThan(0);
  expect(await button('Lower the batch to 64').count()).toBe(1);
  await editor.screenshot('failure');
  await button('Go on with plain JavaScript').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThanOrEqual(kept);
  await expect.poll(status, { timeout: 60_000 }).toBe('Training runs.');
  expect(await editor.page.getByLabel('Backend').inputValue()).toBe('cpu');
  expect(await toast().count()).toBe(0);
});

test('a lost context of WebGL ends the run with a sentence, and it goes on with WebAssembly', async () => {
  await (await standsOn('webgl')).evaluate(() => {
    const { gl } = (ebmTrainer.tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await expect.poll(() => toast().textContent()).toMatch(/^The graphics processor was lost/);
  await button('Go on with WebAssembly').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(1);
});

test('a worker that the browser ends is missed at once, and a smaller batch goes on from its weights', async () => {
  await (await standsOn('wasm')).evaluate(() => self.close());
  await expect
    .poll(() => toast().textContent())
    .toMatch(/^The browser has ended the trainer, as it does where memory runs out\. The weights of step 1 are kept/);
  await editor.screenshot('failure-ended');
  await button('Lower the batch to 64').click();
  await expect.poll(() => editor.text()).toContain('"batch": 64');
  await button('Step').click();
  await expect.poll(status, { timeout: 60_000 }).toBe('Training is paused.');
  expect(await toast().count()).toBe(0);
});

test('where the memory of WebAssembly is used up the run ends with a sentence, and goes on in plain JavaScript', async () => {
  await (await standsOn('wasm')).evaluate(() => {
    const backend = ebmTrainer.tf.backend() as unknown as { makeOutput(shape: number[], dtype: 'float32'): unknown };
    // Whatever is free, in pieces that end small.
    for (let size = 2 ** 27; size >= 1; size /= 2) {
      try {
        for (;;) backend.makeOutput([size], 'float32');
      } catch {}
    }
  });
  await button('Step').click();
  await expect
    .poll(() => toast().textContent())
    .toMatch(/^The memory on WebAssembly is not enough for this model and batch\./);
  await button('Go on with plain JavaScript').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(1);
});

test('a shader that the driver refuses ends the run with a sentence, and it goes on with WebAssembly', async () => {
  await (await standsOn('webgl')).evaluate(() => {
    const backend = ebmTrainer.tf.backend() as unknown as {
      gpgpu: { gl: WebGLRenderingContext };
      binaryCache: object;
    };
    const { gl } = backend.gpgpu;
    const source = gl.shaderSource.bind(gl);
    gl.shaderSource = (shader, text) => source(shader, text.replace('void main', 'no shader main'));
    // What is compiled already would be taken as it is.
    backend.binaryCache = {};
  });
  await button('Step').click();
  await expect
    .poll(() => toast().textContent())
    .toMatch(/^The graphics driver refuses a program that this model needs on WebGL\./);
  await button('Go on with WebAssembly').click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(1);
});

test('a tensor that is too large for a texture ends the run with a sentence, and a smaller batch goes on', async () => {
  const worker = await standsOn('webgl');
  // The snapshot behind the step wants textures too.
  await editor.page.waitForTimeout(1000);
  await worker.evaluate(() => ebmTrainer.tf.env().set('WEBGL_MAX_TEXTURE_SIZE', 8));
  // Its steps have the textures that they need; the pictures of a model that is built anew want others.
  await button('Reset').click();
  await expect
    .poll(() => toast().textContent())
    .toMatch(/^The memory on WebGL is not enough for this model and batch\./);
  await button('Lower the batch to 64').click();
  await expect.poll(() => editor.text()).toContain('"batch": 64');
  await button('Step').click();
  await expect.poll(status, { timeout: 60_000 }).toBe('Training is paused.');
  expect(await toast().count()).toBe(0);
});

test('a number that is not finite takes the model back to good weights, and a lower rate goes on from them', async () => {
  await (await standsOn('wasm')).evaluate(() => {
    const { tf } = ebmTrainer;
    const [weights] = Object.values(tf.engine().registeredVariables);
    weights?.assign(tf.fill(weights.shape, Number.NaN));
  });
  await button('Step').click();
  await expect
    .poll(() => toast().textContent())
    .toMatch(/ is no longer a finite number.* The model stands at step [01] again/);
  await button(/^Lower the learning rate to /).click();
  await button('Step').click();
  await expect.poll(status).toBe('Training is paused.');
  await expect.poll(() => editor.page.locator('.toolbar').textContent()).toMatch(/energy -?\d/);
});

test('a model that fits into no trainer is refused with what it needs, and with the batch that fits it trains', async () => {
  const text = await editor.text();
  await editor.write(template('unet-2d').replace(/"batch": \d+/, '"batch": 65536'));
  await button('Train').click();
  await expect
    .poll(() => toast().textContent())
    .toMatch(/^A step of this model needs about [\d.]+ GiB, more than the 4 GiB that a trainer can have/);
  expect(await status()).toMatch(/^A step of this model needs/);
  await editor.screenshot('failure-refused');
  await button(/^Lower the batch to /).click();
  await expect.poll(() => toast().count()).toBe(0);
  await editor.write(text);
  await button('Step').click();
  await expect.poll(step, { timeout: 60_000 }).toBe(1);
});
