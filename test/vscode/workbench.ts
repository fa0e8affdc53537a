import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { ensureChromium, withoutWebGL, withSoftwareWebGL, withSoftwareWebGPU } from '../../scripts/chromium.mjs';
import { manifest, packagePath } from '../../scripts/freshness.mjs';
import { repository } from '../../scripts/process.mjs';
import { startServer } from '../../scripts/vscode-server.mjs';

export interface WorkbenchOptions {
  /** The packaged extension; the one of `npm run package` by default. */
  vsix?: string;
  /** Texts by file name, put into the workspace beside the templates. */
  files?: Record<string, string>;
  /** User settings beside the quiet ones. */
  settings?: Record<string, unknown>;
  graphics?: keyof typeof chromiumWith;
}

export interface Problem {
  file: string;
  /** What a screen reader says of the row: severity, message, line and column. */
  text: string;
}

/** What the browser computes graphics with. */
const chromiumWith = { webgl: withSoftwareWebGL, webgpu: withSoftwareWebGPU, none: withoutWebGL };

const patience = 60_000;

/** The workbench asks for a worker that only code-server's own host would serve. */
const absentWorker = 'A bad HTTP response code (404) was received when fetching the script.';

/** Whether a console message is of our page, worker or files, and not of the workbench around them. */
const isOurs = (url: string) => url === '' || /^blob:|vscode-resource|fake\.html/.test(url);

/** A VS Code with our extension, in a Chromium, on a workspace of its own. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const root = await mkdtemp(join(tmpdir(), 'ebm-studio-workbench-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const workspace = join(root, 'workspace');
    await mkdir(workspace);
    await cp(join(repository, 'templates'), workspace, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(workspace, name), text);

    const { vsix = packagePath(), settings, graphics = 'webgl' } = options;
    const executablePath = await ensureChromium();
    const server = await startServer({ workspace, vsix, root, settings, log: () => {} });
    undo.push(server.stop);
    const browser = await chromium.launch({ executablePath, args: chromiumWith[graphics] });
    undo.push(() => browser.close());
    return await Workbench.open(browser, server.url, workspace, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Keeps a picture of a test that failed, and leaves the tests after it a workbench without open editors. */
export function afterFailure(workbench: () => Workbench | undefined): void {
  afterEach(async ({ task }) => {
    const open = workbench();
    if (task.result?.state !== 'fail' || !open) return;
    await open.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}`);
    await open.runCommand('File: Revert File');
    await open.runCommand('View: Close All Editors');
  });
}

export class Workbench {
  page: Page;
  readonly workspace: string;
  /** Ends the browser and the server and takes the workspace away. */
  readonly close: () => Promise<void>;
  /** Errors that our page or its worker wrote to the console or did not catch. */
  readonly consoleErrors: string[] = [];
  /** What a content security policy refused in one of our pages or workers. */
  readonly refusals: string[] = [];

  private constructor(page: Page, workspace: string, close: () => Promise<void>) {
    this.page = page;
    this.workspace = workspace;
    this.close = close;
    this.listen();
  }

  private listen(): void {
    const { page } = this;
    page.on('console', (message) => {
      if (message.type() !== 'error' || !isOurs(message.location().url)) return;
      const text = message.text();
      if (text === absentWorker) return;
      (/content security policy/i.test(text) ? this.refusals : this.consoleErrors).push(text);
    });
    page.on('pageerror', ({ message, stack }) => {
      if (!stack?.includes('/workbench.js')) this.consoleErrors.push(message);
    });
  }

  static async open(browser: Browser, url: string, workspace: string, close: () => Promise<void>): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
    const page = await context.newPage();
    const workbench = new Workbench(page, workspace, close);
    await page.goto(url);
    await workbench.isReady();
    return workbench;
  }

  /** Closes the window, without a word to anyone in it, and opens another on the same workspace. */
  async reopen(): Promise<void> {
    const { page } = this;
    const url = page.url();
    const context = page.context();
    this.page = await context.newPage();
    await page.close({ runBeforeUnload: false });
    this.listen();
    await this.page.goto(url);
    await this.isReady();
  }

  private async isReady(): Promise<void> {
    await this.page
      .locator('.monaco-workbench .explorer-folders-view .monaco-list-row')
      .first()
      .waitFor({ timeout: patience });
    await this.knowsExtension();
  }

  /** A file that is opened before VS Code has read what our extension contributes opens as text. */
  private async knowsExtension(): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    const row = this.page.locator('.quick-input-list .monaco-list-row[aria-label^="EBM: New"]').first();
    await eventually('the command of our extension', async () => {
      await this.page.keyboard.press('F1');
      const known = await input.fill('>EBM: New', { timeout: 2000 }).then(
        () =>
          row.waitFor({ timeout: 2000 }).then(
            () => true,
            () => undefined,
          ),
        () => undefined,
      );
      await this.page.keyboard.press('Escape');
      return known;
    });
  }

  /** Opens a file of the workspace by its name, as with ctrl+p. */
  async openFile(name: string): Promise<void> {
    const exactly = `.monaco-list-row[aria-label^="${name}"]`;
    await this.pick(name, this.page.locator(`.quick-input-list ${exactly}`).first());
    await this.page
      .locator(`.tabs-container .tab.active[aria-label^="${name}"]`)
      .first()
      .waitFor({ timeout: patience });
  }

  /**
   * Opens a graph in our editor. On a busy machine VS Code's own service worker, through which every webview loads, now and
   * then does not start in time, and the webview stays empty: then it is closed and opened again, as a person would.
   */
  async openInEditor(name: string): Promise<Frame> {
    await this.openFile(name);
    try {
      return await this.editorFrame(patience / 2);
    } catch {
      await this.screenshot('vscode-empty-editor');
      // Where VS Code has opened it as text, before it knew of our editor, the text offers ours.
      if (await this.page.locator('.editor-group-container.active .monaco-editor').count())
        await this.runCommand('EBM: Open Graph');
      else {
        await this.runCommand('View: Close Editor');
        await this.openFile(name);
      }
      return this.editorFrame();
    }
  }

  /** Runs a command of the command palette by its whole title. */
  async runCommand(title: string): Promise<void> {
    await this.pick(
      `>${title}`,
      this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first(),
    );
  }

  /** Places the cursor of the text editor in front, as `LINE` or `LINE:COLUMN`, once VS Code knows that it is in front. */
  async goTo(place: string): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type="text"]');
    await eventually(`line ${place}`, async () => {
      await page.keyboard.press('Control+G');
      const known = page.locator('.quick-input-list .monaco-list-row[aria-label*="go to line" i]');
      try {
        await input.fill(`:${place}`, { timeout: 2000 });
        await known.waitFor({ timeout: 2000 });
        await page.keyboard.press('Enter');
        await input.waitFor({ state: 'hidden', timeout: 2000 });
        return true;
      } catch {
        await page.keyboard.press('Escape');
        return undefined;
      }
    });
  }

  /** The inner frame of our custom editor in front; VS Code nests it in a frame that guards it. */
  async editorFrame(milliseconds = patience): Promise<Frame> {
    const { publisher, name } = manifest();
    return eventually(
      'our editor in front',
      async () => {
        for (const frame of this.page.frames()) {
          const guard = frame.parentFrame();
          if (!guard?.url().includes(`extensionId=${publisher}.${name}`)) continue;
          const [element, around] = await Promise.all([frame.frameElement(), guard.frameElement()]);
          if ((await element.getAttribute('id')) === 'active-frame' && (await around.isVisible())) return frame;
        }
        return undefined;
      },
      milliseconds,
    );
  }

  /** The rows of the Problems panel, which it brings to the front. */
  async problems(): Promise<Problem[]> {
    await this.runCommand('View: Focus Problems');
    const panel = this.page.locator('.markers-panel');
    await panel.waitFor({ timeout: patience });
    return panel.evaluate((element) => {
      const problems: { file: string; text: string }[] = [];
      let file = '';
      for (const row of element.querySelectorAll('.monaco-list-row')) {
        const text = row.getAttribute('aria-label') ?? '';
        if (row.getAttribute('aria-level') === '1') file = row.querySelector('.label-name')?.textContent ?? text;
        else problems.push({ file, text });
      }
      return problems;
    });
  }

  /** Writes `test/screenshots/NAME.png` and answers its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(repository, 'test', 'screenshots', `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  readFile(name: string): Promise<string> {
    return readFile(join(this.workspace, name), 'utf8');
  }

  writeFile(name: string, text: string): Promise<void> {
    return writeFile(join(this.workspace, name), text);
  }

  /** Takes a row of quick open. A box that an earlier command left may still be closing: then it is asked for again. */
  private async pick(text: string, row: Locator): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await eventually(`“${text}” in quick open`, async () => {
      await this.page.keyboard.press(text.startsWith('>') ? 'F1' : 'Control+P');
      try {
        await input.fill(text, { timeout: 2000 });
        await row.click({ timeout: 4000 });
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return undefined;
      }
    });
  }
}

/**
 * Asks until there is an answer. (Playwright's own waiting runs text as code, which our pages refuse.)
 * @throws an Error that names what did not come within `milliseconds`
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  milliseconds = patience,
  pause = 100,
): Promise<T> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`${what} did not appear within ${milliseconds / 1000} s.`);
}
