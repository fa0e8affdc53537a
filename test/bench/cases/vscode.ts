import type { Frame, Page } from 'playwright-core';
import { manifest, packageIsFresh } from '../../../scripts/freshness.mjs';
import { run } from '../../../scripts/process.mjs';
import { Graph } from '../../vscode/graph';
import { eventually, openWorkbench, type Workbench } from '../../vscode/workbench';
import { type BenchCase, beside, timing } from '../measurement';

const graph = 'autoencoder.ebm.json';
const limits = { open: 1000, train: 2000 };

/** What a person waits for in VS Code itself, once its caches are warm. */
export const vscode: BenchCase = {
  name: 'vscode',
  about:
    'In a real VS Code, warm: from a file to its drawn graph, and from Train to the first frame of a run on digits.',
  async run({ quick }) {
    if (!packageIsFresh() && (await run('npm', ['run', '--silent', 'package'])) !== 0)
      throw new Error('The extension could not be packaged: see the message above.');
    const workbench = await openWorkbench();
    try {
      const rounds = quick ? 3 : 7;
      const [opens, trains]: [number[], number[]] = [[], []];
      // The first of each is cold.
      await Graph.open(workbench, graph);
      for (let round = 0; round < rounds; round++) {
        await workbench.runCommand('View: Close Editor');
        opens.push(await openingTime(workbench));
      }
      const { frame } = await Graph.open(workbench, graph);
      for (let round = 0; round <= rounds; round++) trains.push(await firstFrameTime(frame));
      const [open, train] = [timing(opens), timing(trains.slice(1))];
      return {
        measurements: [
          beside({ case: 'VS Code open to first paint', backend: 'Chromium' }, open),
          beside({ case: 'VS Code Train to first frame', backend: 'Chromium' }, train),
        ],
        notes: [`The first Train took ${(trains[0] ?? 0).toFixed(0)} ms.`],
        bars: [
          { words: `open to first paint below ${limits.open} ms`, cleared: open.median < limits.open },
          { words: `Train to first frame below ${limits.train} ms`, cleared: train.median < limits.train },
        ],
      };
    } finally {
      await workbench.close();
    }
  },
};

declare global {
  /** When a step was first shown after Train, since it was pressed. */
  var benchFirstFrame: number | undefined;
}

/** Milliseconds from the choice of a file in quick open until its blocks are painted. */
async function openingTime({ page }: Workbench): Promise<number> {
  await eventually('the end of the last editor', async () => ourFrames(page).length === 0 || undefined);
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input[type="text"]').fill(graph);
  await page.locator(`.quick-input-list .monaco-list-row[aria-label^="${graph}"]`).first().waitFor();
  const start = Date.now();
  await page.keyboard.press('Enter');
  const painted = await eventually('the painted graph', () => paintOf(page), 60_000, 10);
  return painted - start;
}

function ourFrames(page: Page): Frame[] {
  const { publisher, name } = manifest();
  return page.frames().filter((frame) => frame.parentFrame()?.url().includes(`extensionId=${publisher}.${name}`));
}

/** When the blocks of a graph are there and painted, by the clock of the day; undefined while they are not. */
async function paintOf(page: Page): Promise<number | undefined> {
  const look = (frame: Frame): Promise<number | undefined> =>
    frame.evaluate(async () => {
      if (!document.querySelector('.block')) return undefined;
      // What stands before a frame is painted with it.
      await new Promise(requestAnimationFrame);
      return Date.now();
    });
  // A frame that VS Code replaces while it is asked never answers.
  const replaced = new Promise<undefined>((resolve) => setTimeout(resolve, 300));
  const asked = ourFrames(page).map((frame) => Promise.race([look(frame).catch(() => undefined), replaced]));
  return (await Promise.all(asked)).find((time) => time !== undefined);
}

/** Milliseconds from the press on Train until a step of the run is shown; the run is stopped then. */
async function firstFrameTime(frame: Frame): Promise<number> {
  await frame.evaluate(() => {
    globalThis.benchFirstFrame = undefined;
    const pressed = (): void => {
      const start = performance.now();
      const look = (): void => {
        const steps = [...document.querySelectorAll('.toolbar .chip')].map(({ textContent }) => textContent ?? '');
        if (steps.some((text) => /^step [1-9]/.test(text)))
          requestAnimationFrame(() => {
            globalThis.benchFirstFrame = performance.now() - start;
          });
        else requestAnimationFrame(look);
      };
      look();
    };
    addEventListener('click', pressed, { once: true, capture: true });
  });
  const button = (name: string) => frame.locator('.toolbar').getByRole('button', { name, exact: true });
  await button('Train').click();
  const time = await eventually('a first frame', () => frame.evaluate(() => globalThis.benchFirstFrame));
  await button('Stop').click();
  await button('Train').waitFor();
  return time;
}
