import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { ensureChromium, withSoftwareWebGL } from '../../scripts/chromium.mjs';
import { repository } from '../../scripts/process.mjs';
import type { ThemeName } from '../../webview/harness/host';
import { serve } from './serve';

export interface Options {
  readonly theme?: ThemeName;
  readonly template?: string;
  readonly trusted?: boolean;
}

/** The page in a plain browser, with a stand-in for VS Code. One browser serves the tests of a file. */
export class Studio {
  private readonly browser: Browser;
  private readonly server: Awaited<ReturnType<typeof serve>>;

  private constructor(browser: Browser, server: Awaited<ReturnType<typeof serve>>) {
    this.browser = browser;
    this.server = server;
  }

  static async start(args: readonly string[] = withSoftwareWebGL): Promise<Studio> {
    const executablePath = await ensureChromium();
    const [server, browser] = await Promise.all([serve(), chromium.launch({ executablePath, args: [...args] })]);
    return new Studio(browser, server);
  }

  async open({ theme = 'dark', template = 'vae', trusted = true }: Options = {}): Promise<Editor> {
    const page = await this.browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${this.server.url}?theme=${theme}&template=${template}${trusted ? '' : '&trusted=no'}`);
    await page.locator('.block').first().waitFor();
    // Once the graph has been fitted into the view, what is found on the page stays where it is.
    await page
      .locator(`.react-flow__viewport:not([style*="translate(0px, 0px) scale(1)"])`)
      .waitFor({ state: 'attached' });
    return new Editor(page, complaints);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }
}

/** One open graph. */
export class Editor {
  readonly page: Page;
  /** Errors of the console and what nothing caught. */
  readonly complaints: readonly string[];

  constructor(page: Page, complaints: readonly string[]) {
    this.page = page;
    this.complaints = complaints;
  }

  block(id: string): Locator {
    return this.page.locator(`.react-flow__node[data-id="${id}"]`);
  }

  wire(from: string, to: string): Locator {
    return this.page.locator(`.react-flow__edge[data-id="${from} → ${to}"]`);
  }

  port(id: string, port: string): Locator {
    return this.block(id).locator(`.react-flow__handle[data-handleid^="${port}|"]`).first();
  }

  field(label: string): Locator {
    return this.page.locator('.inspector').getByLabel(label, { exact: true });
  }

  /** Selects a block by its head, where no port and no picture is in the way. */
  async select(id: string): Promise<void> {
    await this.block(id).locator('.block-head').click();
  }

  async drag(from: Locator, to: { x: number; y: number }): Promise<void> {
    const box = await from.boundingBox();
    if (!box) throw new Error('What is to be dragged is not on the page.');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x - 4, to.y - 4, { steps: 8 });
    await this.page.mouse.move(to.x, to.y, { steps: 2 });
    await this.page.mouse.up();
  }

  async centre(of: Locator): Promise<{ x: number; y: number }> {
    const box = await of.boundingBox();
    if (!box) throw new Error('What is looked for is not on the page.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  text(): Promise<string> {
    return this.page.evaluate(() => window.harness.text);
  }

  undoSteps(): Promise<number> {
    return this.page.evaluate(() => window.harness.undoSteps);
  }

  write(text: string): Promise<void> {
    return this.page.evaluate((next) => window.harness.write(next), text);
  }

  posted(type: string): Promise<number> {
    return this.page.evaluate(
      (wanted) => window.harness.posted.filter((message) => message.type === wanted).length,
      type,
    );
  }

  refusals(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.harness.refusals);
  }

  async screenshot(name: string): Promise<void> {
    const folder = join(repository, 'test', 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
