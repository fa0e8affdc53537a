import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { asScript } from '../../../core/emit/tfjs/script';
import { ensureChromium, withSoftwareWebGPU } from '../../../scripts/chromium.mjs';
import { repository } from '../../../scripts/process.mjs';
import type { Arena, Opening, Reply, Request } from './contestant';
import { opened } from './correspondence';

const wasmFolder = join(repository, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist');
const binaries = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];

/** A headless Chromium with one empty page, in which each trainee has a worker of its own. */
export class ChromiumArena implements Arena {
  readonly name = 'Chromium';
  readonly backends = ['wasm', 'cpu', 'webgl'] as const;
  /** What draws for WebGL here, in the words of its driver. */
  readonly renderer: string;
  private readonly browser: Browser;
  private readonly page: Page;
  private readonly server: Server;
  private readonly address: string;
  /** What the page fetches, by path. */
  private readonly served: Map<string, Uint8Array | string>;
  private count = 0;

  private constructor(
    browser: Browser,
    page: Page,
    server: Server,
    address: string,
    served: Map<string, Uint8Array | string>,
    renderer: string,
  ) {
    this.browser = browser;
    this.page = page;
    this.server = server;
    this.address = address;
    this.served = served;
    this.renderer = renderer;
  }

  static async start(): Promise<ChromiumArena> {
    const served = new Map<string, Uint8Array | string>([['/', '<!doctype html><title>bench</title>']]);
    // scripts/bench.mjs puts it beside what this file becomes.
    served.set('/worker.js', await readFile(new URL('worker-browser.js', import.meta.url)));
    for (const name of binaries) served.set(`/${name}`, await readFile(join(wasmFolder, name)));
    const server = createServer(({ url = '/' }, response) => {
      const contents = served.get(url);
      const type = url.endsWith('.wasm') ? 'application/wasm' : url === '/' ? 'text/html' : 'application/octet-stream';
      response.writeHead(contents === undefined ? 404 : 200, { 'content-type': type });
      response.end(contents);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('The server of the benchmark has no port.');
    const address = `http://127.0.0.1:${bound.port}/`;
    const browser = await chromium.launch({ executablePath: await ensureChromium(), args: withSoftwareWebGPU });
    const page = await browser.newPage();
    await page.goto(address);
    const renderer = await page.evaluate(() => {
      const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
      const info = gl?.getExtension('WEBGL_debug_renderer_info');
      return gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL';
    });
    return new ChromiumArena(browser, page, server, address, served, renderer);
  }

  async open(opening: Omit<Opening, 'wasm'>): ReturnType<Arena['open']> {
    const id = this.count++;
    const { task, samples } = opening;
    const behind = `/module${id}.js`;
    this.served.set(behind, task.kind === 'emitted' ? asScript(task.module.source) : '');
    const data = Object.entries(samples).map(([node, { values }]) => {
      const path = `/samples${id}/${node}`;
      this.served.set(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return { node, path };
    });
    const worker = await this.page.evaluateHandle(
      async ([runtime, module]) => {
        const texts = await Promise.all([runtime, module].map(async (path) => (await fetch(path)).text()));
        return new Worker(URL.createObjectURL(new Blob([texts.join('\n')], { type: 'text/javascript' })));
      },
      ['/worker.js', behind] as const,
    );
    const ask = (request: Request): Promise<Reply> =>
      worker.evaluate(
        async (thread, [asked, sets]) => {
          for (const { node, path } of asked.type === 'open' ? sets : []) {
            const values = new Float32Array(await (await fetch(path)).arrayBuffer());
            if (asked.type === 'open') Object.assign(asked.opening.samples[node] ?? {}, { values });
          }
          return new Promise<Reply>((resolve) => {
            thread.onmessage = ({ data }: MessageEvent<Reply>) => resolve(data);
            thread.onerror = ({ message }) => resolve({ ok: false, error: message });
            thread.postMessage(asked);
          });
        },
        [request, data] as const,
      );
    const close = async (): Promise<void> => {
      await worker.evaluate((thread) => thread.terminate());
      await worker.dispose();
    };
    const at = (name: string): string => this.address + name;
    const simd = at('tfjs-backend-wasm-simd.wasm');
    const wasm = {
      'tfjs-backend-wasm.wasm': at('tfjs-backend-wasm.wasm'),
      'tfjs-backend-wasm-simd.wasm': simd,
      // Never fetched, for threads are off; but a map must name it.
      'tfjs-backend-wasm-threaded-simd.wasm': simd,
    };
    // The numbers travel apart: as text they would be many times as large.
    const light = Object.entries(samples).map(([node, { shape }]) => [node, { shape }]);
    return opened(ask, close, { ...opening, samples: Object.fromEntries(light), wasm });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
