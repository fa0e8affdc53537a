import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Graph } from './graph';
import { eventually, openWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench();
});
afterAll(() => workbench?.close());

const mebibyte = 2 ** 20;
const rounds = 20;

/** Memory of all processes that draw pages, with what their workers compute in, after their garbage is collected; in bytes. */
async function residentMemory(): Promise<number> {
  const browser = workbench.page.context().browser();
  if (!browser) throw new Error('The page belongs to a browser.');
  const page = await workbench.page.context().newCDPSession(workbench.page);
  await page.send('HeapProfiler.collectGarbage');
  await page.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const sizes = execFileSync('ps', ['-o', 'rss=', '-p', pages.join()], { encoding: 'utf8' });
  return sizes
    .trim()
    .split(/\s+/)
    .reduce((sum, kibibytes) => sum + 1024 * Number(kibibytes), 0);
}

const trainers = (): number => workbench.page.workers().filter(({ url }) => url().startsWith('blob:')).length;

/** Opens a graph, trains it for some steps, and closes it while it trains. */
async function openTrainClose(): Promise<void> {
  const graph = await Graph.open(workbench, 'autoencoder.ebm.json');
  await graph.button('Train').click();
  await graph.reach(20);
  await workbench.runCommand('View: Close Editor');
}

test('twenty rounds of open, train and close leave no trainer and take no memory that they do not give back', async () => {
  const before = trainers();
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await openTrainClose();
    await eventually('the end of the trainer', async () => (trainers() === before ? true : undefined));
    sizes.push(await residentMemory());
  }
  console.log(sizes.map((size) => Math.round(size / mebibyte)).join(' '));
  const mean = (part: readonly number[]): number => part.reduce((sum, size) => sum + size, 0) / part.length;
  // A model with its data and its backend takes some 100 MiB: that of one round in ten, kept, would show.
  expect(mean(sizes.slice(-5)) - mean(sizes.slice(5, 10))).toBeLessThan(60 * mebibyte);
}, 900_000);

test('a run goes on behind another editor and in a window that is not in front', async () => {
  const graph = await Graph.open(workbench, 'autoencoder.ebm.json');
  await graph.button('Train').click();
  await graph.reach(20);
  await workbench.openInEditor('pca.ebm.json');
  const hidden = (await graph.figure('step')) ?? 0;
  await workbench.page.waitForTimeout(3000);
  const then = (await graph.figure('step')) ?? 0;
  console.log('hidden', hidden, then);
  expect(then).toBeGreaterThan(hidden);
});
