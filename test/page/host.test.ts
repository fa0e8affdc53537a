import { expect, test } from 'vitest';
import type { ToPage } from '../../extension/protocol';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const send = (message: ToPage) => editor.page.evaluate((each) => window.harness.send(each), message);

test('the page says that it is ready once, before anything else', async () => {
  const posted = await editor.page.evaluate(() => window.harness.posted.map(({ type }) => type));
  expect(posted[0]).toBe('ready');
  expect(posted.filter((type) => type === 'ready')).toHaveLength(1);
  expect(await editor.posted('edit')).toBe(0);
});

test('the host reveals a block: it is selected and in view', async () => {
  await send({ type: 'reveal', node: 'energy' });
  await expect.poll(() => editor.page.locator('.inspector h2').textContent()).toBe('Energy');
});

test('the commands of the host open the search, show the code and go through the problems', async () => {
  await send({ type: 'command', command: 'addBlock' });
  await expect.poll(() => editor.page.locator('.palette').count()).toBe(1);
  await editor.page.keyboard.press('Escape');
  await expect.poll(() => editor.page.locator('.palette').count()).toBe(0);
  await send({ type: 'command', command: 'showCode' });
  await expect.poll(() => editor.page.getByRole('tab', { name: 'Code' }).getAttribute('aria-selected')).toBe('true');
  await editor.write((await editor.text()).replace('{ "layer": "flatten" }, ', ''));
  await send({ type: 'command', command: 'nextProblem' });
  await expect.poll(() => editor.block('encoder').getAttribute('class')).toContain('selected');
});

test('two quick edits are both carried out, each on the version that the one before made', async () => {
  await editor.select('encoder');
  const add = editor.page.getByLabel('Add a layer');
  await Promise.all([add.selectOption('dense'), add.selectOption('flatten')]);
  await expect.poll(() => editor.undoSteps()).toBe(2);
  expect(await editor.page.locator('.toast').count()).toBe(0);
});

test('the view is kept apart from the document and taken up by a page that is made anew', async () => {
  const before = await editor.text();
  await editor.page.getByRole('tab', { name: 'Code' }).click();
  await editor.page.getByRole('separator', { name: 'Width of the inspector' }).press('ArrowLeft');
  const width = (await editor.page.locator('.sidebar').boundingBox())?.width;
  await editor.page.reload();
  await editor.page.locator('.block').first().waitFor();
  expect(await editor.page.getByRole('tab', { name: 'Code' }).getAttribute('aria-selected')).toBe('true');
  expect((await editor.page.locator('.sidebar').boundingBox())?.width).toBe(width);
  expect(width).toBe(340);
  expect(await editor.text()).toBe(before);
});

test('where the steps of a model cannot be replayed, the chip of the backend and the foot of the views say why', async () => {
  const decaying = '"optimizer": "adamw", "schedule": "exponential"';
  await editor.write((await editor.text()).replace('"optimizer": "adam"', decaying));
  await editor.page.getByRole('button', { name: 'Train', exact: true }).click();
  const chip = editor.page.locator('.toolbar .chip', { hasText: 'steps/s' });
  const why =
    'The steps of this model are not recorded and replayed, because it computes with other numbers at each step.';
  await expect.poll(() => chip.getAttribute('title'), { timeout: 60_000 }).toContain(why);
  expect(await chip.getAttribute('title')).toContain('Measured on this model');
  expect(await editor.page.locator('.training-note').textContent()).toContain(why);
});

test('Train trains in the page, Pause rests, Stop ends, and the host hears of each', async () => {
  await editor.page.getByRole('button', { name: 'Train', exact: true }).click();
  const step = editor.page.locator('.toolbar .chip', { hasText: 'step' }).first();
  await expect.poll(() => step.textContent(), { timeout: 60_000 }).toMatch(/step [1-9]/);
  await editor.page.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(() => editor.page.getByRole('status').textContent()).toBe('Training is paused.');
  await editor.screenshot('training');
  await editor.page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => editor.page.getByRole('status').textContent()).toBe('No training runs.');
  const states = await editor.page.evaluate(() =>
    window.harness.posted.flatMap((message) => (message.type === 'run' ? [message.state] : [])),
  );
  expect(new Set(states)).toEqual(new Set(['idle', 'opening', 'running', 'paused']));
});
