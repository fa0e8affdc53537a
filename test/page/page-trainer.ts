import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { compile } from '../../core/compile';
import { asScript } from '../../core/emit/tfjs/script';
import type { Manifest } from '../../core/program/manifest';
import { assembly } from '../../scripts/assemble.mjs';
import { ensureChromium, withSoftwareWebGPU } from '../../scripts/chromium.mjs';

/** Pages that train an emitted module by what a script of this folder offers them. One browser serves the tests of a file. */
export class PageTrainer {
  private readonly browser: Browser;
  private readonly script: string;

  private constructor(browser: Browser, script: string) {
    this.browser = browser;
    this.script = script;
  }

  static async start(script: 'webgl-training' | 'webgpu-training'): Promise<PageTrainer> {
    const { outputFiles } = await build({
      entryPoints: [`test/page/${script}.ts`],
      bundle: true,
      format: 'iife',
      platform: 'browser',
      write: false,
      plugins: [assembly],
    });
    const browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGPU });
    return new PageTrainer(browser, outputFiles[0]?.text ?? '');
  }

  /** Asks a page of its own about the model of a graph. */
  async with<T>(graph: string, ask: (page: Page, manifest: Manifest) => Promise<T>): Promise<T> {
    const { module } = compile(graph, { fileName: 'graph.ebm.json' });
    if (!module) throw new Error('The graph has errors.');
    const page = await this.browser.newPage();
    try {
      // Of a host that is trusted, without which there is no WebGPU.
      await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
      await page.goto('http://localhost/');
      await page.addScriptTag({ content: this.script });
      await page.addScriptTag({ content: asScript(module.source) });
      return await ask(page, module.manifest);
    } finally {
      await page.close();
    }
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
