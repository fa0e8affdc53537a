import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../../scripts/process.mjs';
import { Graph } from './graph';
import { afterFailure, eventually, openWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  const graph = await readFile(join(repository, 'templates', 'denoising-autoencoder.ebm.json'), 'utf8');
  workbench = await openWorkbench({
    files: { 'endless.ebm.json': graph.replace('"steps": 4000', '"steps": 1000000') },
  });
});
afterFailure(() => workbench);
afterAll(() => workbench?.close());

/** Opens a graph and trains it, as far as some steps. */
async function train(steps: number): Promise<Graph> {
  const graph = await Graph.open(workbench, 'endless.ebm.json');
  await graph.frame.getByLabel('Backend').selectOption('wasm');
  await graph.button('Train').click();
  await graph.reach(steps);
  return graph;
}

/** How many trainers live: a worker says its name between two bursts. */
async function trainers(): Promise<number> {
  const names = workbench.page.workers().map((worker) => worker.evaluate(() => self.name).catch(() => ''));
  return (await Promise.all(names)).filter((name) => name.startsWith('ebm-trainer-')).length;
}

const noTrainer = (): Promise<true> =>
  eventually('the end of the trainer', async () => (await trainers()) === 0 || undefined);

test('a run goes on while its tab is behind another, and comes back as it is', async () => {
  const graph = await train(10);
  await graph.frame.locator('.react-flow__pane').evaluate((pane) => pane.setAttribute('data-mark', 'the same page'));
  await Graph.open(workbench, 'pca.ebm.json');
  const around = await graph.frame.parentFrame()?.frameElement();
  expect(await around?.isVisible()).toBe(false);
  const hidden = (await graph.figure('step')) ?? 0;
  await graph.reach(hidden + 100);
  const again = await Graph.open(workbench, 'endless.ebm.json');
  expect(await again.frame.locator('.react-flow__pane').getAttribute('data-mark')).toBe('the same page');
  const shown = (await again.figure('step')) ?? 0;
  expect(shown).toBeGreaterThan(hidden + 100);
  await again.reach(shown + 100);
  expect(await again.colours('decoder')).toBeGreaterThan(3);
  await workbench.runCommand('View: Close All Editors');
  await noTrainer();
});

const rounds = 20;
/** VS Code fills caches of its own before. */
const warm = 5;
/** What a round may leave on the heap: VS Code itself keeps a little of each editor. One of our pages takes some 4 MB. */
const mostBytes = 200_000;

test('twenty rounds of opening, training and closing leave no trainer, no page and no memory behind', async () => {
  const { page } = workbench;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const held = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    const [frames, workers] = [page.frames().length, page.workers().length];
    return { bytes: of('JSHeapUsedSize'), documents: of('Documents'), frames, workers };
  };
  const before = await held();
  let bytes = Number.NaN;
  for (let round = 1; round <= rounds; round++) {
    await train(5);
    expect(await trainers()).toBe(1);
    await page.locator('.tabs-container .tab.active').click({ button: 'middle' });
    await noTrainer();
    if (round !== warm && round !== rounds) continue;
    // What is closed goes a moment later.
    const after = await eventually('the end of every page that was closed', async () => {
      const now = await held();
      return now.documents <= before.documents && now.frames <= before.frames ? now : undefined;
    });
    expect(after.workers).toBe(before.workers);
    if (round === rounds) expect((after.bytes - bytes) / (rounds - warm)).toBeLessThan(mostBytes);
    bytes = after.bytes;
  }
  await session.detach();
});

test('opening and closing broke no rule of the content policy and wrote no error to the console', () => {
  expect(workbench.refusals).toEqual([]);
  expect(workbench.consoleErrors).toEqual([]);
});
