import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const step = async (): Promise<number> => {
  const text = await editor.page.locator('.toolbar .chip', { hasText: 'step' }).first().textContent();
  return Number(/step ([\d\u202f]+)/.exec(text ?? '')?.[1]?.replaceAll('\u202f', ''));
};
const status = () => editor.page.getByRole('status').textContent();

test('slow motion and where Train rests are set by keyboard, and both are obeyed', async () => {
  const slow = editor.page.getByLabel('Slow motion');
  const menu = editor.page.getByRole('button', { name: 'Rest and pace' });
  await menu.focus();
  await editor.page.keyboard.press('Enter');
  await slow.focus();
  await editor.page.keyboard.press('Space');
  await editor.page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(0);
  const before = await step();
  await editor.page.waitForTimeout(2000);
  // Two steps a second at most, however fast the machine is.
  expect((await step()) - before).toBeLessThanOrEqual(5);
  await editor.screenshot('slow-motion');
  await editor.page.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(status).toBe('Training is paused.');

  await menu.focus();
  await editor.page.keyboard.press('Enter');
  await slow.uncheck();
  await editor.page.getByRole('combobox', { name: /^Rest/ }).focus();
  await editor.page.keyboard.press('ArrowDown');
  expect(await editor.page.getByRole('combobox', { name: /^Rest/ }).inputValue()).toBe('epoch');
  await editor.page.getByRole('button', { name: 'Train', exact: true }).click();
  // 10 000 images in batches of 128.
  await expect.poll(step, { timeout: 90_000 }).toBe(78);
  await expect.poll(status).toBe('Training is paused.');
  await expect.poll(() => editor.page.locator('.training-note').textContent()).toContain('An epoch has ended.');
});
