import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../../scripts/process.mjs';
import { Graph } from './graph';
import { afterFailure, eventually, openWorkbench, type Workbench } from './workbench';

const shipped = (name: string): Promise<string> => readFile(join(repository, 'templates', name), 'utf8');

let workbench: Workbench;
let vae: string;
beforeAll(async () => {
  vae = await shipped('vae.ebm.json');
  workbench = await openWorkbench({
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'files.autoSave': 'off' },
    files: {
      'wrong.ebm.json': vae.replace('{ "layer": "flatten" }, ', ''),
      'cut.ebm.json': vae.slice(0, vae.indexOf('"kl": {')),
      'edited.ebm.json': vae,
    },
  });
});
afterFailure(() => workbench);
afterAll(() => workbench?.close());

/** Line and column behind the first such words of the graph. */
const placeBehind = (words: string): string => {
  const lines = vae.slice(0, vae.indexOf(words) + words.length).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
};

test('a template opens as a graph with its blocks and the shapes on its wires, and no byte of it changes', async () => {
  const graph = await Graph.open(workbench, 'vae.ebm.json');
  expect(await graph.frame.locator('.react-flow__node').count()).toBe(8);
  const labels = await graph.frame.locator('.wire-label').allInnerTexts();
  expect(labels).toEqual(expect.arrayContaining(['x 28×28×1', 'h 400', 'q 20', 'z 20', 'x̂ 28×28×1']));
  await workbench.screenshot('vscode-vae');
  expect(await workbench.readFile('vae.ebm.json')).toBe(await shipped('vae.ebm.json'));
});

test('an edit is one step of undo, and undone and saved the file has its bytes again', async () => {
  const before = await workbench.readFile('edited.ebm.json');
  const graph = await Graph.open(workbench, 'edited.ebm.json');
  await graph.select('code');
  await graph.enter('Dimensions', '2');
  await eventually(
    'the new shape',
    async () => (await graph.frame.locator('.wire-label').allInnerTexts()).includes('z 2') || undefined,
  );
  await workbench.runCommand('File: Save');
  const saved = await eventually('the saved edit', async () => {
    const text = await workbench.readFile('edited.ebm.json');
    return text === before ? undefined : text;
  });
  expect(saved).toBe(before.replace('"dimensions": 20', '"dimensions": 2'));
  await graph.block('code').locator('.block-head').click();
  await workbench.page.keyboard.press('Control+Z');
  await eventually(
    'the old shape',
    async () => (await graph.frame.locator('.wire-label').allInnerTexts()).includes('z 20') || undefined,
  );
  await workbench.runCommand('File: Save');
  await eventually('the old bytes', async () => (await workbench.readFile('edited.ebm.json')) === before || undefined);
});

test('a block comes from the search, is wired, and goes again, and undo brings every byte back', async () => {
  const before = await workbench.readFile('edited.ebm.json');
  const graph = await Graph.open(workbench, 'edited.ebm.json');
  await graph.button('Add block').click();
  await workbench.page.keyboard.type('spring');
  await graph.frame.getByRole('option').filter({ hasText: 'L2 norm' }).first().click();
  await graph.block('norm').waitFor({ timeout: 20_000 });
  await graph.select('norm');
  await graph.frame
    .locator('.inspector')
    .getByLabel(/connect/i)
    .last()
    .selectOption({ label: 'energy.terms' });
  await eventually(
    'the wire',
    async () =>
      (await graph.frame.locator('.react-flow__edge[data-id="norm.energy → energy.terms"]').count()) || undefined,
  );
  await graph.select('norm');
  await workbench.page.keyboard.press('Delete');
  await eventually('the block gone', async () => (await graph.block('norm').count()) === 0 || undefined);
  for (let step = 0; step < 3; step++) await workbench.runCommand('Undo');
  await workbench.runCommand('File: Save');
  await eventually('the old bytes', async () => (await workbench.readFile('edited.ebm.json')) === before || undefined);
});

test('an edit in the text editor redraws the graph, and one in the graph rewrites the text', async () => {
  const { page } = workbench;
  const graph = await Graph.open(workbench, 'edited.ebm.json');
  await workbench.runCommand('EBM: Open Source to the Side');
  const text = page.locator('.editor-instance .view-lines');
  await eventually('the text', async () => (await text.textContent())?.includes('dimensions') || undefined);
  await workbench.goTo(placeBehind('"dimensions": 20'));
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('7');
  await eventually(
    'the shape of the text',
    async () => (await graph.frame.locator('.wire-label').allInnerTexts()).includes('z 7') || undefined,
  );
  await graph.select('kl');
  await graph.enter('Weight β', '3');
  await eventually(
    'the weight in the text',
    async () => (await text.textContent())?.replaceAll('\u00a0', ' ').includes('"kl", "weight": 3') || undefined,
  );
  await workbench.screenshot('vscode-side-by-side');
  await workbench.runCommand('File: Revert File');
  await workbench.runCommand('View: Close All Editors');
});

test('as text a graph is completed with the names of the catalogue, and a key says what it means', async () => {
  const { page } = workbench;
  await Graph.open(workbench, 'edited.ebm.json');
  await workbench.runCommand('EBM: Open Source to the Side');
  const text = page.locator('.editor-instance .view-lines');
  await eventually('the text', async () => (await text.textContent())?.includes('dimensions') || undefined);
  await workbench.goTo(placeBehind('"code": { "block": "'));
  const bernoulli = page.locator(`.suggest-widget .monaco-list-row[aria-label^='"bernoulli"']`);
  await eventually('the names of blocks', async () => {
    await page.keyboard.press('Control+Space');
    const offered = await bernoulli.waitFor({ timeout: 3000 }).catch(() => 'not yet');
    if (offered) await page.keyboard.press('Escape');
    return offered ? undefined : true;
  });
  await workbench.screenshot('vscode-completion');
  await page.keyboard.press('Escape');
  await workbench.goTo(placeBehind('"code": { "block": "code", "ki'));
  await workbench.runCommand('Show or Focus Hover');
  await eventually('the words of a key', async () => {
    const words = await page.locator('.monaco-hover').allInnerTexts();
    return words.some((text) => text.includes('a fuzzy ball')) || undefined;
  });
  await page.keyboard.press('Escape');
  await workbench.runCommand('View: Close All Editors');
});

test('an error stands on its block and in Problems with its place, and a click mends it', async () => {
  const graph = await Graph.open(workbench, 'wrong.ebm.json');
  await graph.block('encoder').locator('.severity-error, .badge').first().waitFor({ timeout: 20_000 });
  expect(await graph.button('Train').isDisabled()).toBe(true);
  const problems = await workbench.problems();
  const found = problems.filter(({ file }) => file === 'wrong.ebm.json');
  expect(found.map(({ text }) => text)).toEqual([expect.stringMatching(/A dense layer takes one axis.*line 7/is)]);
  await workbench.screenshot('vscode-problem');
  await graph.frame.getByRole('tab', { name: /Problems/ }).click();
  await graph.frame.getByRole('button', { name: 'Insert flatten' }).first().click();
  await eventually('no problem', async () => (await graph.button('Train').isEnabled()) || undefined);
  await workbench.runCommand('File: Revert File');
});

test('a broken file opens with what can be read, and the rest is named in Problems', async () => {
  const graph = await Graph.open(workbench, 'cut.ebm.json');
  expect(await graph.frame.locator('.react-flow__node').count()).toBe(6);
  const problems = await workbench.problems();
  expect(problems.filter(({ file }) => file === 'cut.ebm.json').length).toBeGreaterThan(0);
  expect(await workbench.readFile('cut.ebm.json')).not.toContain('"kl"');
});

test('the page broke no rule of its content policy and wrote no error to the console', () => {
  expect(workbench.refusals).toEqual([]);
  expect(workbench.consoleErrors).toEqual([]);
});
