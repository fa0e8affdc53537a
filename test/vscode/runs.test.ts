import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Graph } from './graph';
import { afterFailure, eventually, openWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
});
afterFailure(() => workbench);
afterAll(() => workbench?.close());

const runsOf = async (): Promise<string[]> => (await readdir(join(workbench.workspace, 'runs')).catch(() => [])).sort();

const fileOf = (run: string, name: string): Promise<Buffer> => readFile(join(workbench.workspace, 'runs', run, name));

/** Keeps the newest run, and gives the name of its folder. */
async function keepNewest(graph: Graph): Promise<string> {
  const before = await runsOf();
  await graph.frame.getByRole('tab', { name: 'Runs' }).click();
  const keep = graph.frame
    .getByRole('list', { name: /^Runs of this graph/ })
    .getByRole('button', { name: 'Keep', exact: true });
  await keep.first().waitFor();
  const unkept = await keep.count();
  await keep.first().click();
  // The folder is there before its files are; the list is drawn anew once all of them are.
  await eventually('the list with the run kept', async () => (await keep.count()) < unkept || undefined);
  return eventually('the kept run', async () => (await runsOf()).find((run) => !before.includes(run)));
}

const steps = 4000;

async function openGraph(): Promise<Graph> {
  const graph = await Graph.open(workbench, 'denoising-autoencoder.ebm.json');
  await graph.frame.getByLabel('Backend').selectOption('wasm');
  return graph;
}

test('a run that ends is kept where the person wants it, and not before', async () => {
  const graph = await openGraph();
  await graph.frame.locator('.react-flow__pane').click({ position: { x: 5, y: 5 } });
  await graph.enter('Steps', String(steps));
  await graph.button('Train').click();
  await graph.reach(steps);
  expect(await runsOf()).toEqual([]);
  const run = await keepNewest(graph);
  const record = JSON.parse(String(await fileOf(run, 'run.json')));
  expect(record).toMatchObject({
    kind: 'ebm run',
    id: run,
    seed: 1,
    steps,
    weightsStep: steps,
    ended: 'steps',
    backend: 'wasm',
  });
  await workbench.screenshot('vscode-runs');
});

test('a run whose window is closed goes on from its last snapshot, to the bit as if it had not stopped', async () => {
  const [whole = ''] = await runsOf();
  const graph = await openGraph();
  await graph.button('Reset').click();
  await eventually('step 0', async () => (await graph.figure('step')) === 0 || undefined);
  await graph.button('Train').click();
  await graph.frame.getByRole('tab', { name: 'Runs' }).click();
  await graph.frame.locator('.run.current', { hasText: 'steps' }).waitFor();
  await graph.reach(1500);
  await workbench.reopen();
  const again = await Graph.open(workbench, 'denoising-autoencoder.ebm.json');
  const goOn = again.frame.getByRole('button', { name: /^Go on from step/ }).first();
  await goOn.waitFor({ timeout: 60_000 });
  await workbench.screenshot('vscode-interrupted');
  const from = Number(/step ([\d\u202f]+)/.exec((await goOn.textContent()) ?? '')?.[1]?.replaceAll('\u202f', ''));
  expect(from).toBeGreaterThan(0);
  expect(from).toBeLessThan(steps);
  await goOn.click();
  await again.reach(steps);
  const resumed = await keepNewest(again);
  const record = JSON.parse(String(await fileOf(resumed, 'run.json')));
  expect(record).toMatchObject({ steps, ended: 'steps', resumedAt: [from], parent: null });
  for (const file of ['curve.csv', 'weights.safetensors', 'optimizer.safetensors'])
    expect((await fileOf(resumed, file)).equals(await fileOf(whole, file)), file).toBe(true);
});

test('keeping runs broke no rule of the content policy and wrote no error to the console', () => {
  expect(workbench.refusals).toEqual([]);
  expect(workbench.consoleErrors).toEqual([]);
});
