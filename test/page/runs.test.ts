import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, Studio } from './editor';

const poll = { timeout: 30_000 };

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.start();
});
afterAll(() => studio?.close());

const button = (editor: Editor, name: string | RegExp) => editor.page.locator('.toolbar').getByRole('button', { name });
const tab = (editor: Editor, name: string) => editor.page.getByRole('tab', { name });
const step = async (editor: Editor): Promise<number> => {
  const text = await editor.page.locator('.toolbar .chip', { hasText: 'step' }).first().textContent();
  return Number(/step ([\d\u202f]+)/.exec(text ?? '')?.[1]?.replaceAll('\u202f', ''));
};

test('a step is taken phase by phase: the next one is named, what took part is lit', async () => {
  const editor = await studio.open({ template: 'psd', theme: 'light' });
  await editor.page.getByLabel('Backend').selectOption('wasm');
  const lit = async () =>
    (await editor.page.locator('.react-flow__node:has(.block.active)').all()).length
      ? editor.page
          .locator('.react-flow__node:has(.block.active)')
          .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-id')))
      : [];
  await button(editor, /^Phase infer/).click();
  await expect.poll(() => button(editor, /^Phase update/).count(), poll).toBe(1);
  expect(await step(editor)).toBe(0);
  expect(await lit()).toContain('code');
  await editor.screenshot('phase-infer');
  await button(editor, /^Phase update/).click();
  await expect.poll(() => button(editor, /^Phase project/).count(), poll).toBe(1);
  await button(editor, /^Phase project/).click();
  await expect.poll(() => step(editor), poll).toBe(1);
  expect((await lit()).sort()).toEqual(['decoder', 'encoder']);
  expect(await editor.page.locator('.react-flow__edge-path.active').count()).toBe(0);
  await button(editor, 'Step').click();
  await expect.poll(() => step(editor), poll).toBe(2);
  expect(await lit()).toEqual([]);
  expect(editor.complaints).toEqual([]);
  await editor.close();
});

test('a run is listed, forked from a snapshot, and compared with its fork', async () => {
  const editor = await studio.open({ template: 'autoencoder' });
  await editor.page.getByLabel('Backend').selectOption('wasm');
  const rows = editor.page.getByRole('list', { name: 'Runs of this graph, the newest first' }).getByRole('listitem');
  await button(editor, 'Train').click();
  await expect.poll(() => step(editor), poll).toBeGreaterThan(100);
  await button(editor, 'Pause').click();
  await tab(editor, 'Runs').click();
  await expect.poll(() => rows.count(), poll).toBe(1);
  const paused = await step(editor);
  expect(await rows.first().textContent()).toMatch(/seed 1 *[\d\u202f]+ steps *energy [\d.]+/);

  const snapshot = editor.page.getByLabel('Snapshot of step');
  expect(await snapshot.locator('option').allTextContents()).toContain('0');
  await button(editor, 'Step').click();
  await expect.poll(() => step(editor), poll).toBe(paused + 1);
  await expect.poll(() => snapshot.locator('option').last().textContent(), poll).toContain(String(paused + 1).at(-1));
  await snapshot.selectOption(String(paused));
  await editor.page.getByRole('button', { name: 'Fork' }).click();
  await expect.poll(() => step(editor), poll).toBe(paused);
  await button(editor, 'Step').click();
  await expect.poll(() => rows.count(), poll).toBe(2);
  expect(await rows.first().textContent()).toContain(`forked from`);
  for (const box of await rows.getByRole('checkbox').all()) await box.check();
  const comparison = editor.page.getByRole('region', { name: 'Comparison of runs' });
  await expect.poll(() => comparison.locator('.chart-legend li').count(), poll).toBe(2);
  await expect
    .poll(() => comparison.getByRole('row').allTextContents())
    .toContain(
      `forked from${(await rows.first().textContent())?.match(/forked from (\S+) at step/)?.[1]} at ${paused}`,
    );
  await editor.screenshot('runs');
  // The same step from the same snapshot has the same energy, to all digits of the record.
  const energies = await editor.page.evaluate(() =>
    window.harness.posted.flatMap((message) => {
      if (message.type !== 'storeRun') return [];
      const curve = message.files.find(([name]) => name === 'curve.csv')?.[1];
      return typeof curve === 'string' ? [{ id: message.id, curve }] : [];
    }),
  );
  const [fork] = energies.slice(-1);
  const trunk = energies.filter(({ id }) => id !== fork?.id).at(-1);
  expect(fork?.curve).toBe(trunk?.curve);
  expect(fork?.curve.trimEnd().split('\n')).toHaveLength(paused + 2);
  expect(editor.complaints).toEqual([]);
  await editor.close();
});
