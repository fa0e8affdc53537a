import type { BackendName } from '../../../core/training/protocol';
import { type Editor, Studio } from '../../page/editor';
import { eventually } from '../../vscode/workbench';
import type { Contestant } from './contestant';

/** The page as a person has it: the model trains in its worker, takes pictures, and the page draws them. */
export class PageTraining implements Contestant {
  private readonly studio: Studio;
  private readonly editor: Editor;

  private constructor(studio: Studio, editor: Editor) {
    this.studio = studio;
    this.editor = editor;
  }

  static async open(graph: string, backend: BackendName): Promise<PageTraining> {
    const studio = await Studio.start();
    const editor = await studio.open();
    await editor.write(graph);
    await editor.page.getByLabel('Backend').selectOption(backend);
    return new PageTraining(studio, editor);
  }

  /** By the clock between the second frame of a stretch and its last: what Train and Pause take is not counted. */
  async take(steps: number): Promise<number> {
    const { page } = this.editor;
    const button = (name: string) => page.locator('.toolbar').getByRole('button', { name, exact: true });
    await page.evaluate(() => {
      const toolbar = document.querySelector('.toolbar');
      if (!toolbar) throw new Error('The page has no toolbar.');
      const frames: { at: number; step: number }[] = [];
      globalThis.benchFrames = frames;
      const look = (): void => {
        const text = toolbar.textContent ?? '';
        const step = Number(/step ([\d\u202f]+)/.exec(text)?.[1]?.replaceAll('\u202f', '') ?? 0);
        if (step !== frames.at(-1)?.step) frames.push({ at: performance.now(), step });
      };
      look();
      // A loop of frames would itself take a tenth of a core.
      new MutationObserver((_, observer) => {
        if (globalThis.benchFrames === frames) look();
        else observer.disconnect();
      }).observe(toolbar, { subtree: true, childList: true, characterData: true });
    });
    await button('Train').click();
    // The frame that stood there, the first of this stretch, which is shown at once, and those at the pace of the page.
    const frames = await eventually(
      `${steps} steps`,
      () =>
        page.evaluate((wanted) => {
          const frames = globalThis.benchFrames ?? [];
          return (frames.at(-1)?.step ?? 0) - (frames[2]?.step ?? Infinity) >= wanted ? frames : undefined;
        }, steps),
      600_000,
    );
    await button('Pause').click();
    await button('Train').waitFor();
    const [first, last] = [frames[2], frames.at(-1)];
    if (!first || !last) throw new Error('The page shows no steps.');
    return (steps * (last.at - first.at)) / (last.step - first.step);
  }

  close(): Promise<void> {
    return this.studio.close();
  }
}

declare global {
  /** The steps that the page has shown, and when. */
  var benchFrames: { at: number; step: number }[] | undefined;
}
