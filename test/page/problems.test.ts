import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor, Studio } from './editor';

let studio: Studio;
let editor: Editor;
eachTest((opened, started) => {
  editor = opened;
  studio = started;
});

/** The template with the flatten layer of its encoder taken out. */
const withoutFlatten = async () => (await editor.text()).replace('{ "layer": "flatten" }, ', '');

test('an error stands on its block, what depends on it waits, and its fix mends it by one edit', async () => {
  await editor.write(await withoutFlatten());
  const badge = editor.page.getByRole('button', { name: '1 error of encoder' });
  await expect.poll(() => badge.count()).toBe(1);
  expect(await editor.block('code').textContent()).toContain('waiting for its inputs');
  expect(await editor.page.locator('.badge').count()).toBe(1);
  await badge.click();
  const popover = editor.page.getByRole('dialog', { name: 'What is wrong here' });
  expect(await popover.textContent()).toContain('A dense layer takes one axis');
  await editor.screenshot('error-on-a-block');
  await popover.getByRole('button', { name: 'Insert flatten' }).click();
  await expect.poll(() => badge.count()).toBe(0);
  expect(JSON.parse(await editor.text()).nodes.encoder.layers[0]).toEqual({ layer: 'flatten' });
  expect(await editor.undoSteps()).toBe(1);
});

test('the list of problems goes to the block', async () => {
  await editor.write(await withoutFlatten());
  await editor.page.getByRole('tab', { name: 'Problems' }).click();
  await editor.page
    .locator('.sidebar')
    .getByRole('button', { name: /A dense layer takes one axis/ })
    .click();
  await expect.poll(() => editor.block('encoder').getAttribute('class')).toContain('selected');
  await editor.screenshot('problems');
});

test('Explain asks the host for the page about the number', async () => {
  await editor.write(await withoutFlatten());
  await editor.page.getByRole('tab', { name: 'Problems' }).click();
  await editor.page.locator('.sidebar').getByRole('button', { name: 'Explain EBM2001' }).click();
  const explained = await editor.page.evaluate(() =>
    window.harness.posted.flatMap((message) => (message.type === 'explain' ? [message.code] : [])),
  );
  expect(explained).toEqual(['EBM2001']);
});

test('an error in a layer stands on the layer', async () => {
  await editor.write(await withoutFlatten());
  await editor.select('encoder');
  expect(await editor.page.locator('.layer.faulty').textContent()).toContain('A dense layer takes one axis');
});

test('with an error nothing is trained or generated, and the buttons say why', async () => {
  await editor.write(await withoutFlatten());
  const train = editor.page.getByRole('button', { name: 'Train', exact: true });
  await expect.poll(() => train.isDisabled()).toBe(true);
  expect(await train.getAttribute('title')).toBe('1 error: mend it first.');
  expect(await editor.page.getByRole('button', { name: 'Generate code' }).isDisabled()).toBe(true);
});

test('in a workspace without trust nothing is trained, and the button says why', async () => {
  const untrusted = await studio.open({ trusted: false });
  const train = untrusted.page.getByRole('button', { name: 'Train', exact: true });
  await expect.poll(() => train.getAttribute('title')).toContain('not trusted');
  expect(await train.isDisabled()).toBe(true);
  await untrusted.close();
});

test('of a broken document what can be read is drawn, and the fault is listed with its fix', async () => {
  const text = await editor.text();
  await editor.write(text.slice(0, text.indexOf('"training"')));
  await expect.poll(() => editor.page.locator('.chip-button[class*=severity]').textContent()).toContain('error');
  expect(await editor.page.locator('.react-flow__node').count()).toBe(8);
  await editor.page.getByRole('tab', { name: 'Problems' }).click();
  expect(await editor.page.locator('.sidebar .diagnostics').textContent()).toContain('This is not valid JSON');
  await editor.page.getByRole('button', { name: 'Close what is open' }).first().click();
  await expect.poll(() => editor.page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(false);
  expect(JSON.parse(await editor.text()).edges).toEqual(JSON.parse(text).edges);
  expect(await editor.undoSteps()).toBe(1);
});

test('a block that nobody knows is drawn with the ports of its wires and a fix', async () => {
  await editor.write((await editor.text()).replace('"block": "kl"', '"block": "kll"'));
  await expect.poll(() => editor.block('kl').textContent()).toContain('Unknown block');
  expect(await editor.port('kl', 'input').count()).toBe(1);
  expect(await editor.port('kl', 'energy').count()).toBe(1);
  await editor.page.getByRole('button', { name: '1 error of kl' }).click();
  await editor.page.getByRole('button', { name: 'Change to “kl”' }).click();
  await expect.poll(() => editor.block('kl').textContent()).toContain('KL to a prior');
});

test('a document of a newer format is shown and not written', async () => {
  await editor.write((await editor.text()).replace('"format": 2', '"format": 99'));
  await expect.poll(() => editor.page.locator('.chip-button[class*=severity]').textContent()).toContain('error');
  const before = await editor.text();
  await editor.select('kl');
  await editor.page.keyboard.press('Delete');
  await expect.poll(() => editor.page.locator('.toast').textContent()).toContain('read-only');
  expect(await editor.text()).toBe(before);
  expect(await editor.posted('edit')).toBe(0);
});
