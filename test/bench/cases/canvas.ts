import type { Page } from 'playwright-core';
import { type Editor, Studio } from '../../page/editor';
import { eventually } from '../../vscode/workbench';
import { hierarchy } from '../hierarchy';
import { type Bar, type BenchCase, beside, type Measurement, quantile, type Timing, timing } from '../measurement';

const blocks = 300;
const framesPerSecond = 50;

/** How the canvas keeps up while a person moves over a large graph, and a model of it trains meanwhile. */
export const canvas: BenchCase = {
  name: 'canvas',
  about: `A frame of the page while a graph of ${blocks} blocks is moved and zoomed and a block of it dragged, at rest and while it trains.`,
  async run({ quick }) {
    const studio = await Studio.start();
    try {
      const editor = await studio.open();
      await editor.write(hierarchy(blocks));
      await eventually(
        'the large graph',
        async () => (await editor.page.locator('.block').count()) === blocks || undefined,
      );
      await showWhole(editor.page);
      const toolbar = editor.page.locator('.toolbar');
      const seconds = quick ? 2 : 5;
      const rest = await paces(editor, seconds);
      await editor.page.getByRole('button', { name: 'Train', exact: true }).click();
      await eventually('a first step', async () => /step [1-9]/.test((await toolbar.textContent()) ?? '') || undefined);
      const training = await paces(editor, seconds);
      const names = ['pan', 'zoom', 'drag'] as const;
      return {
        measurements: names.flatMap((name): Measurement[] => [
          beside({ case: `canvas ${name}, training`, backend: 'Chromium' }, training[name], {
            name: 'at rest',
            timing: rest[name],
          }),
        ]),
        notes: [],
        bars: names.map((name): Bar => {
          const rate = 1000 / training[name].median;
          const words = `${name}, ${blocks} blocks, while training: at least ${framesPerSecond} frames a second`;
          return { words: `${words} (${rate.toFixed(0)})`, cleared: rate >= framesPerSecond };
        }),
      };
    } finally {
      await studio.close();
    }
  },
};

interface Paces {
  readonly pan: Timing;
  readonly zoom: Timing;
  readonly drag: Timing;
}

/** Milliseconds a frame; each is a mean over a fifth of the time, so that frames that are left out count. */
async function paces({ page }: Editor, seconds: number): Promise<Paces> {
  const { x, y, width, height } = await boxOf(page, '.react-flow__pane');
  await page.mouse.move(x + width / 2, y + height / 2);
  const zoom = await whileMoving(page, seconds, (turn) => page.mouse.wheel(0, turn % 40 < 20 ? -40 : 40));
  await showWhole(page);
  const pan = await whileDragging(page, seconds, { x: x + 8, y: y + 8 });
  await showWhole(page);
  const title = await boxOf(page, '.block-title');
  const drag = await whileDragging(page, seconds, { x: title.x + title.width / 2, y: title.y + title.height / 2 });
  return { pan, zoom, drag };
}

const showWhole = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Fit the graph into the view' }).click();

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`The page shows no ${selector}.`);
  return box;
}

async function whileDragging(page: Page, seconds: number, { x, y }: { x: number; y: number }): Promise<Timing> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  const timing = await whileMoving(page, seconds, (turn) =>
    page.mouse.move(x + 200 * (1 + Math.sin(turn / 20)), y + 150 * (1 - Math.cos(turn / 20))),
  );
  await page.mouse.up();
  return timing;
}

async function whileMoving(page: Page, seconds: number, move: (turn: number) => Promise<void>): Promise<Timing> {
  const frames = page.evaluate((milliseconds) => {
    const times: number[] = [];
    return new Promise<number[]>((resolve) => {
      const tick = (time: number): void => {
        times.push(time);
        if (time - (times[0] ?? time) < milliseconds) requestAnimationFrame(tick);
        else resolve(times);
      };
      requestAnimationFrame(tick);
    });
  }, 1000 * seconds);
  let moving = true;
  const all = frames.finally(() => {
    moving = false;
  });
  for (let turn = 0; moving; turn++) await move(turn);
  return meansOf(await all, (1000 * seconds) / 5);
}

function meansOf(times: readonly number[], stretch: number): Timing {
  const start = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  const means: number[] = [];
  for (let from = start; from + stretch <= last + 1; from += stretch) {
    const inside = times.filter((time) => time >= from && time <= from + stretch);
    means.push(stretch / Math.max(1, inside.length - 1));
  }
  return timing(means.length ? means : [quantile([stretch], 0.5)]);
}
