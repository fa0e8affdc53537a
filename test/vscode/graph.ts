import type { Frame, Locator } from 'playwright-core';
import { eventually, type Workbench } from './workbench';

/** A graph open in our editor inside VS Code. */
export class Graph {
  readonly frame: Frame;
  readonly workbench: Workbench;

  private constructor(frame: Frame, workbench: Workbench) {
    this.frame = frame;
    this.workbench = workbench;
  }

  static async open(workbench: Workbench, name: string): Promise<Graph> {
    const frame = await workbench.openInEditor(name);
    await frame.locator('.block').first().waitFor({ timeout: 60_000 });
    return new Graph(frame, workbench);
  }

  block(id: string): Locator {
    return this.frame.locator(`.react-flow__node[data-id="${id}"]`);
  }

  field(label: string): Locator {
    return this.frame.locator('.inspector').getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.frame.locator('.toolbar').getByRole('button', { name, exact: true });
  }

  async select(id: string): Promise<void> {
    await this.block(id).locator('.block-head').click();
  }

  /** Types into a field of the inspector and enters it: one edit. */
  async enter(label: string, value: string): Promise<void> {
    await this.field(label).fill(value);
    await this.field(label).press('Enter');
  }

  /** The figure of a chip in the bar, such as `energy`, or undefined while there is none. */
  async figure(name: 'step' | 'energy'): Promise<number | undefined> {
    const texts = await this.frame.locator('.toolbar .chip').allTextContents();
    const text = texts.find((each) => each.startsWith(name));
    const number = text && /-?[\d.\u202f]+(e[+-]?\d+)?/.exec(text)?.[0].replaceAll('\u202f', '');
    return number ? Number(number) : undefined;
  }

  /** Waits until a run has taken as many steps. */
  reach(step: number): Promise<true> {
    return eventually(
      `step ${step}`,
      async () => ((await this.figure('step')) ?? 0) >= step || undefined,
      120_000,
    ) as Promise<true>;
  }

  /** How many different colours a picture has: one where nothing has been drawn. */
  colours(id: string): Promise<number> {
    return this.block(id)
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null;
        if (!context) return 0;
        const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
        const seen = new Set<number>();
        for (let at = 0; at < data.length; at += 4) {
          seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
        }
        return seen.size;
      });
  }
}
