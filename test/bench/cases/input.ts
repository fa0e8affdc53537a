import type { Page } from 'playwright-core';
import { type Editor, Studio } from '../../page/editor';
import { eventually } from '../../vscode/workbench';
import { type Bar, type BenchCase, beside, type Measurement, quantile, timing } from '../measurement';

/** Points of the plane, and images of digits. */
const templates = ['denoising-autoencoder', 'autoencoder'];
const limit = 50;

/** How soon the page answers, though a model trains on the graphics processor that draws it. */
export const input: BenchCase = {
  name: 'input',
  about:
    'From a move of the pointer, a click or a key to the frame that is drawn next, at rest and while a model trains on WebGL.',
  async run({ quick }) {
    const studio = await Studio.start();
    const measurements: Measurement[] = [];
    const notes: string[] = [];
    const bars: Bar[] = [];
    try {
      for (const template of templates) {
        const turns = quick ? 20 : 60;
        const rest = await answers(studio, template, turns, async () => {});
        const training = await answers(studio, template, turns, trainOnWebgl);
        measurements.push(
          beside({ case: `input, ${template} training`, backend: 'webgl, Chromium' }, timing(training.drawn), {
            name: 'at rest',
            timing: timing(rest.drawn),
          }),
        );
        const [median, late, lateAtRest] = [
          quantile(training.drawn, 0.5),
          quantile(training.drawn, 0.95),
          quantile(rest.drawn, 0.95),
        ];
        bars.push(
          barOf(`an input to the next frame while ${template} trains, median`, median),
          barOf(`the same, 95th percentile (at rest ${lateAtRest.toFixed(0)} ms)`, late),
        );
        const [heard, shown, shownAtRest] = [training.heard, training.shown, rest.shown].map((times) =>
          quantile(times, 0.5).toFixed(0),
        );
        notes.push(
          `While ${template} trains the page hears of a click or a key after ${heard} ms; what is drawn is ` +
            `on the screen after ${shown} ms by the browser’s own clock, at rest after ${shownAtRest} ms (medians).`,
        );
      }
      notes.push(await nameOfRenderer(studio));
      return { measurements, notes, bars };
    } finally {
      await studio.close();
    }
  },
};

const barOf = (what: string, milliseconds: number): Bar => ({
  words: `${what}: below ${limit} ms (${milliseconds.toFixed(0)})`,
  cleared: milliseconds < limit,
});

async function trainOnWebgl({ page }: Editor): Promise<void> {
  await page.getByLabel('Backend').selectOption('webgl');
  await page.locator('.toolbar').getByRole('button', { name: 'Train', exact: true }).click();
  const toolbar = page.locator('.toolbar');
  // Past the shaders that the first steps compile.
  await eventually(
    'the tenth step',
    async () => /step \d\d/.test((await toolbar.textContent()) ?? '') || undefined,
    120_000,
  );
}

declare global {
  /** Milliseconds from inputs until the page hears of them, has drawn the next frame, and that is on the screen. */
  var benchInputs: { readonly heard: number[]; readonly drawn: number[]; readonly shown: number[] } | undefined;
}

interface Answers {
  readonly heard: readonly number[];
  readonly drawn: readonly number[];
  readonly shown: readonly number[];
}

/** Moves over the blocks of a template, clicks them and leaves them by a key. */
async function answers(
  studio: Studio,
  template: string,
  turns: number,
  begin: (editor: Editor) => Promise<void>,
): Promise<Answers> {
  const editor = await studio.open({ template });
  await begin(editor);
  const { page } = editor;
  await page.evaluate(() => {
    const found = { heard: [] as number[], drawn: [] as number[], shown: [] as number[] };
    globalThis.benchInputs = found;
    const { port1, port2 } = new MessageChannel();
    const waiting: number[] = [];
    // A task that is asked for while a frame is made comes once it is drawn.
    port1.onmessage = () => found.drawn.push(...waiting.splice(0).map((start) => performance.now() - start));
    for (const type of ['pointermove', 'pointerdown', 'keydown']) {
      const answer = ({ timeStamp }: Event): void => {
        // The browser itself holds a move back until the next frame.
        if (type !== 'pointermove') found.heard.push(performance.now() - timeStamp);
        requestAnimationFrame(() => {
          waiting.push(timeStamp);
          port2.postMessage(undefined);
        });
      };
      addEventListener(type, answer, { capture: true });
    }
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'click' || name === 'keydown') found.shown.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const heads = await page.locator('.block-head').all();
  for (let turn = 0; turn < turns; turn++) {
    const head = await heads[turn % heads.length]?.boundingBox();
    if (!head) throw new Error('The graph has no blocks.');
    await act(page, head, turn);
  }
  const found = await page.evaluate(() => globalThis.benchInputs);
  await editor.close();
  if (!found) throw new Error('The page was made anew.');
  return found;
}

/** With pauses that fall into no step with the frames. */
async function act(page: Page, head: { readonly x: number; readonly y: number }, turn: number): Promise<void> {
  const pause = (milliseconds: number) => page.waitForTimeout(milliseconds + (turn % 7) * 5);
  await page.mouse.move(head.x + 8, head.y + 8);
  await pause(60);
  await page.mouse.down();
  await page.mouse.up();
  await pause(80);
  await page.keyboard.press('Escape');
  await pause(60);
}

async function nameOfRenderer(studio: Studio): Promise<string> {
  const editor = await studio.open();
  const name = await editor.page.evaluate(() => {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return info ? String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'none';
  });
  await editor.close();
  return (
    `WebGL, which also draws the frames of the page, is ${name}. Where that is software, steps and frames are computed by the ` +
    'same cores; “auto” does not train on WebGL there.'
  );
}
