import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const json = async () => JSON.parse(await editor.text());

test('a parameter that is typed and entered is one edit, and the shapes behind it follow', async () => {
  await editor.select('code');
  await editor.field('Dimensions').fill('2');
  expect(await editor.undoSteps()).toBe(0);
  await editor.page.keyboard.press('Enter');
  await expect.poll(async () => (await json()).nodes.code.dimensions).toBe(2);
  expect(await editor.undoSteps()).toBe(1);
  await expect.poll(() => editor.page.locator('.wire-label').allInnerTexts()).toContain('z 2');
});

test('a text that a parameter cannot take is refused by a sentence and changes nothing', async () => {
  const before = await editor.text();
  await editor.select('code');
  await editor.field('Dimensions').fill('2.5');
  await editor.page.keyboard.press('Tab');
  await expect
    .poll(() => editor.page.locator('.inspector .refusal').textContent())
    .toBe('Dimensions must be a whole number from 1 to 4096.');
  expect(await editor.field('Dimensions').getAttribute('aria-invalid')).toBe('true');
  expect(await editor.text()).toBe(before);
});

test('Escape gives a field back the text of the document', async () => {
  await editor.select('code');
  await editor.field('Dimensions').fill('7');
  await editor.page.keyboard.press('Escape');
  expect(await editor.field('Dimensions').inputValue()).toBe('20');
  await editor.page.keyboard.press('Tab');
  expect(await editor.undoSteps()).toBe(0);
});

test('each parameter says what a change does to a run', async () => {
  await editor.select('kl');
  expect(await editor.page.locator('.inspector .effect').textContent()).toBe('live');
  await editor.select('code');
  expect(await editor.page.locator('.inspector .effect').allInnerTexts()).toEqual(['rebuild', 'rebuild']);
});

test('a block is renamed with its wires by one edit and stays selected', async () => {
  await editor.select('kl');
  await editor.field('Name').fill('prior');
  await editor.page.keyboard.press('Enter');
  await expect.poll(() => editor.block('prior').count()).toBe(1);
  expect(await editor.undoSteps()).toBe(1);
  expect((await json()).edges).toContainEqual({ from: 'prior.energy', to: 'energy.terms' });
  expect(await editor.field('Name').inputValue()).toBe('prior');
});

test('a name that is taken is refused', async () => {
  await editor.select('kl');
  await editor.field('Name').fill('code');
  await editor.page.keyboard.press('Enter');
  await expect.poll(() => editor.page.locator('.inspector .refusal').textContent()).toContain('“code” is taken');
});

test('a stack shows the shape and the parameters behind each layer', async () => {
  await editor.select('encoder');
  const reports = await editor.page.locator('.layer-report').allInnerTexts();
  expect(reports).toEqual(['784', '400 · 314,000']);
  await editor.screenshot('layer-stack');
});

test('layers are added, moved and removed, each by one edit', async () => {
  await editor.select('encoder');
  await editor.page.getByLabel('Add a layer').selectOption('dense');
  await expect.poll(async () => (await json()).nodes.encoder.layers.length).toBe(3);
  await editor.page.getByRole('button', { name: 'Move layer 3, Dense up' }).click();
  await expect
    .poll(async () => (await json()).nodes.encoder.layers.map((layer: { units?: number }) => layer.units))
    .toEqual([undefined, 128, 400]);
  await editor.page.getByRole('button', { name: 'Remove layer 2, Dense' }).click();
  await expect.poll(async () => (await json()).nodes.encoder.layers.length).toBe(2);
  expect(await editor.undoSteps()).toBe(3);
});

test('a layer’s parameter is changed in its place', async () => {
  await editor.select('encoder');
  await editor.page.locator('.layer').nth(1).getByLabel('Units', { exact: true }).fill('64');
  await editor.page.keyboard.press('Enter');
  await expect.poll(async () => (await json()).nodes.encoder.layers[1].units).toBe(64);
});

test('a wire is detached and connected again without a pointer', async () => {
  await editor.select('kl');
  await editor.page.getByRole('button', { name: 'Detach energy from energy.terms' }).press('Enter');
  await expect.poll(() => editor.wire('kl.energy', 'energy.terms').count()).toBe(0);
  await editor.page.getByLabel('Connect energy to').selectOption('energy.terms');
  await expect.poll(() => editor.wire('kl.energy', 'energy.terms').count()).toBe(1);
  expect(await editor.undoSteps()).toBe(2);
});

test('without a selection the inspector holds the training, and a change of it is one edit', async () => {
  await editor.field('Learning rate').fill('0.01');
  await editor.page.keyboard.press('Enter');
  await expect.poll(async () => (await json()).training.learningRate).toBe(0.01);
  expect((await editor.page.locator('.totals dd').allInnerTexts()).slice(0, 3)).toEqual(['8', '9', '652,824']);
});

test('the generated code lights the lines of the selected block', async () => {
  await editor.select('kl');
  await editor.page.getByRole('tab', { name: 'Code' }).click();
  await expect.poll(() => editor.page.locator('.sidebar').textContent()).toContain('klToStandardNormal');
  await editor.screenshot('code');
});
