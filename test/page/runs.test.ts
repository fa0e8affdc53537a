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
  // What the step leaves is listed above the runs, and moves them.
  await expect.poll(() => snapshot.locator('option').last().textContent(), poll).toContain(String(paused + 1).at(-1));
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

/** The files that a page stored of its run, by name. */
const storedBy = (editor: Editor) =>
  editor.page.evaluate(() => {
    const files = new Map<string, string | number[]>();
    let run = '';
    for (const message of window.harness.posted) {
      if (message.type !== 'storeRun') continue;
      run = message.id;
      for (const [name, content] of message.files)
        files.set(name, typeof content === 'string' ? content : [...content]);
    }
    return { run, files: [...files] };
  });

/** Opens the graph in a new page, with the run of an earlier one that was closed while it trained. */
async function openAfter({ run, files }: Awaited<ReturnType<typeof storedBy>>, edit: (text: string) => string) {
  const editor = await studio.open({ template: 'denoising-autoencoder' });
  await editor.write(edit(endless(await editor.text())));
  await editor.page.evaluate(
    ({ id, stored }) =>
      window.acquireVsCodeApi().postMessage({
        type: 'storeRun',
        id,
        files: stored.map(([name, content]) => [
          name,
          typeof content === 'string' ? content : Uint8Array.from(content),
        ]),
        gone: [],
      }),
    { id: run, stored: files },
  );
  const notice = editor.page.locator('.notice');
  await expect.poll(() => notice.count(), poll).toBe(1);
  const newestRecord = async () => {
    const { run: id, files: written } = await storedBy(editor);
    const record = new Map(written).get('run.json');
    return { id, record: typeof record === 'string' ? JSON.parse(record) : undefined };
  };
  return { editor, notice, newestRecord };
}

/** So that a run is still on when its page goes. */
const endless = (text: string): string => replaced(text, '"steps": 4000', '"steps": 1000000');

test('an interrupted run goes on where only numbers of its graph have changed, and of another model it says so and begins a new run', async () => {
  const first = await studio.open({ template: 'denoising-autoencoder' });
  await first.write(endless(await first.text()));
  await first.page.getByLabel('Backend').selectOption('wasm');
  await button(first, 'Train').click();
  await expect
    .poll(async () => new Map((await storedBy(first)).files).get('run.json'), poll)
    .toMatch(/"weightsStep": [1-9]/);
  const interrupted = await storedBy(first);
  await first.close();
  const before = JSON.parse(String(new Map(interrupted.files).get('run.json')));
  const from = before.weightsStep;

  const numbers = await openAfter(interrupted, (text) =>
    replaced(text, '"learningRate": 0.001', '"learningRate": 0.002'),
  );
  expect(await numbers.notice.textContent()).not.toContain('changed');
  await numbers.notice.getByRole('button', { name: /^Go on from step/ }).click();
  await expect.poll(() => step(numbers.editor), poll).toBeGreaterThan(from);
  await button(numbers.editor, 'Pause').click();
  await expect.poll(async () => (await numbers.newestRecord()).record.ended, poll).toBe('paused');
  const { id, record } = await numbers.newestRecord();
  expect(id).toBe(interrupted.run);
  expect(record.edits).toEqual([{ step: from, node: 'training', name: 'learningRate', value: 0.002 }]);
  expect(record).toMatchObject({ graph: before.graph, code: before.code, resumedAt: [from] });
  expect(numbers.editor.complaints).toEqual([]);
  await numbers.editor.close();

  const model = await openAfter(interrupted, (text) =>
    replaced(text, '"layers": [{ "layer": "dense", "units": 128', '"layers": [{ "layer": "dense", "units": 48'),
  );
  expect(await model.notice.textContent()).toContain(
    'The graph has changed since: a new run can begin with the weights that still fit.',
  );
  expect(await model.notice.getByRole('button', { name: /^Go on/ }).count()).toBe(0);
  await model.editor.screenshot('interrupted-changed');
  await model.notice.getByRole('button', { name: 'Begin with its weights' }).click();
  await expect
    .poll(() => model.editor.page.locator('.training-note').textContent(), poll)
    .toMatch(/a new run begins with the weights that fit\. Begun anew, because their shape or name changed: /);
  await button(model.editor, 'Pause').click();
  await expect.poll(async () => (await model.newestRecord()).record.ended, poll).toBe('paused');
  const begun = await model.newestRecord();
  expect(begun.id).not.toBe(interrupted.run);
  expect(begun.record).toMatchObject({ parent: { id: interrupted.run, step: from }, resumedAt: [], edits: [] });
  expect(model.editor.complaints).toEqual([]);
  await model.editor.close();
});

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The template has no ${from}.`);
  return text.replaceAll(from, to);
}
