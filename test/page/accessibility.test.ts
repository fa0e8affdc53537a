import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../../scripts/process.mjs';
import type { ThemeName } from '../../webview/harness/host';
import { type Editor, Studio } from './editor';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

let studio: Studio;
let axeSource: string;

beforeAll(async () => {
  studio = await Studio.start();
  axeSource = await readFile(join(repository, 'node_modules/axe-core/axe.min.js'), 'utf8');
});
afterAll(() => studio?.close());

/** What axe finds wrong, as a line for each element. */
async function violations({ page }: Editor): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations: found } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

const themes: readonly ThemeName[] = ['dark', 'light', 'hc', 'hc-light'];

for (const theme of themes) {
  test(`axe finds no fault with the editor in the theme ${theme}`, async () => {
    const editor = await studio.open({ theme });
    expect(await violations(editor)).toEqual([]);
    await editor.select('encoder');
    expect(await violations(editor)).toEqual([]);
    await editor.screenshot(`editor-${theme}`);
    await editor.write((await editor.text()).replace('{ "layer": "flatten" }, ', ''));
    await editor.page.getByRole('button', { name: '1 error of encoder' }).click();
    expect(await violations(editor)).toEqual([]);
    await editor.page.keyboard.press('Escape');
    await editor.page.getByRole('tab', { name: 'Problems' }).click();
    await editor.page.getByRole('button', { name: 'Add block' }).click();
    expect(await violations(editor)).toEqual([]);
    await editor.screenshot(`search-${theme}`);
    expect(await editor.refusals()).toEqual([]);
    expect(editor.complaints).toEqual([]);
    await editor.close();
  });
}

test('the outline names every block and wire, and a choice in it selects', async () => {
  const editor = await studio.open();
  const outline = editor.page.getByRole('navigation', { name: 'Outline of the graph' });
  expect(await outline.getByRole('button').count()).toBe(8 + 9);
  await outline.getByRole('button', { name: /^KL to a prior kl/ }).press('Enter');
  await expect.poll(() => editor.page.locator('.inspector h2').textContent()).toBe('KL to a prior');
  await editor.close();
});

test('Tab reaches a block, Enter selects it and Delete removes it', async () => {
  const editor = await studio.open();
  await editor.block('kl').focus();
  await editor.page.keyboard.press('Enter');
  await expect.poll(() => editor.page.locator('.inspector h2').textContent()).toBe('KL to a prior');
  await editor.page.keyboard.press('Delete');
  await expect.poll(() => editor.block('kl').count()).toBe(0);
  await editor.close();
});
