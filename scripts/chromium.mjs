import { pathToFileURL } from 'node:url';
import { installDebianPackages, isRoot } from './debian.mjs';
import { main, which } from './process.mjs';

const quietOffline = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

const always = [...quietOffline, ...(isRoot ? ['--no-sandbox'] : [])];

/**
 * WebGL2 drawn by the CPU, so that a machine without a graphics card trains like one that has it, only slower. The page around it is
 * drawn as Chromium draws without a card; Debian's would draw it by WebGL, too, at one frame a second.
 */
export const withSoftwareWebGL = [
  ...always,
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-rasterization',
  '--disable-gpu-compositing',
];

/** The same, and WebGPU drawn by the CPU, which Chromium offers to nobody who does not ask for it. */
export const withSoftwareWebGPU = [...withSoftwareWebGL, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** No WebGL at all, as in many virtual machines and remote desktops. */
export const withoutWebGL = [...always, '--disable-gpu', '--disable-software-rasterizer'];

function findChromium() {
  const { CHROMIUM } = process.env;
  if (CHROMIUM) return CHROMIUM;
  return ['chromium', 'chromium-browser', 'google-chrome'].map(which).find(Boolean);
}

/**
 * The path of a Chromium, installed first where that can be done without asking.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function ensureChromium({ log = console.log } = {}) {
  const found = findChromium() ?? ((await installDebianPackages(['chromium'], log)) ? findChromium() : undefined);
  if (found) return found;
  throw new Error('The tests need Chromium: install it, or give its path in the environment variable CHROMIUM.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => console.log(await ensureChromium()));
}
