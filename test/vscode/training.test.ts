import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../../scripts/process.mjs';
import { Graph } from './graph';
import { afterFailure, eventually, openWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
});
afterFailure(() => workbench);
afterAll(() => workbench?.close());

/** The energy of a run of some steps, taken from the bar once the run has ended. */
async function runTo(graph: Graph, steps: number): Promise<number> {
  await graph.reach(steps);
  return eventually('the energy', () => graph.figure('energy'));
}

test('a template trains on WebGL in a worker: the energy falls and reconstructions are drawn', async () => {
  const graph = await Graph.open(workbench, 'autoencoder.ebm.json');
  await graph.frame.getByLabel('Backend').selectOption('webgl');
  await graph.button('Train').click();
  const start = await eventually('the first energy', () => graph.figure('energy'), 120_000);
  await graph.reach(60);
  expect(await graph.frame.locator('.toolbar').textContent()).toContain('WebGL');
  expect(await graph.figure('energy')).toBeLessThan(0.5 * start);
  expect(await graph.colours('decoder')).toBeGreaterThan(20);
  expect(await graph.colours('code')).toBeGreaterThan(3);
  await graph.button('Pause').click();
  await workbench.screenshot('vscode-training-webgl');
});

test('paused, it stands; a step is one step; reset goes back to the weights of the seed', async () => {
  const graph = await Graph.open(workbench, 'autoencoder.ebm.json');
  await eventually('the pause', async () => (await graph.button('Step').isEnabled()) || undefined);
  const paused = await eventually('a step', () => graph.figure('step'));
  await graph.button('Step').click();
  await eventually('one step more', async () => (await graph.figure('step')) === paused + 1 || undefined);
  await graph.button('Reset').click();
  await eventually('step 0', async () => (await graph.figure('step')) === 0 || undefined);
  const energies: (number | undefined)[] = [];
  for (let round = 0; round < 2; round++) {
    await graph.button('Step').click();
    await eventually('step 1', async () => (await graph.figure('step')) === 1 || undefined);
    energies.push(await graph.figure('energy'));
    await graph.button('Reset').click();
    await eventually('step 0', async () => (await graph.figure('step')) === 0 || undefined);
  }
  expect(energies[0]).toBeDefined();
  expect(energies[0]).toBe(energies[1]);
  await graph.button('Stop').click();
});

test('left to choose, it takes WebAssembly where WebGL is emulated, says so, and ends at its limit alike for one seed', async () => {
  const graph = await Graph.open(workbench, 'pca.ebm.json');
  await graph.frame.locator('.react-flow__pane').click({ position: { x: 5, y: 5 } });
  await graph.enter('Steps', '40');
  await graph.button('Train').click();
  const first = await runTo(graph, 40);
  expect(await graph.frame.locator('.toolbar').textContent()).toContain('WASM');
  expect(await graph.frame.locator('body').textContent()).toContain('WebGL is emulated in software here');
  await graph.button('Stop').click();
  await graph.button('Train').click();
  expect(await runTo(graph, 40)).toBe(first);
  await graph.button('Stop').click();
});

test('a variational autoencoder shows its fuzzy balls, its reconstructions and its samples', async () => {
  const graph = await Graph.open(workbench, 'conv-vae.ebm.json');
  await graph.button('Train').click();
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await graph.reach(600);
  await graph.button('Pause').click();
  await eventually('the pause', async () => (await graph.button('Train').count()) || undefined);
  expect(await graph.colours('code')).toBeGreaterThan(20);
  await workbench.runCommand('EBM: Fit Graph to Window');
  await workbench.screenshot('vscode-training');
  // npm run picture: the one that the README shows.
  const path = join(repository, 'docs', 'editor.jpg');
  if (process.env.EBM_STUDIO_PICTURE) await workbench.page.screenshot({ path, type: 'jpeg', quality: 40 });
});

test('the code stands beside the graph and is written to a file by the command', async () => {
  const graph = await Graph.open(workbench, 'conv-vae.ebm.json');
  await graph.frame.getByRole('tab', { name: 'Code' }).click();
  expect(await graph.frame.locator('body').textContent()).toContain("import * as tf from '@tensorflow/tfjs';");
  await workbench.runCommand('EBM: Generate Code');
  const written = await eventually('the module', async () => {
    // First the language, then the place: what each box proposes is taken.
    await workbench.page.keyboard.press('Enter');
    return workbench.readFile('conv-vae.js').catch(() => undefined);
  });
  expect(written).toContain('export function createModel(');
  await workbench.screenshot('vscode-code');
});

test('training broke no rule of the content policy and wrote no error to the console', () => {
  expect(workbench.refusals).toEqual([]);
  expect(workbench.consoleErrors).toEqual([]);
});

test('without any WebGL it goes on with WebAssembly, and says so', async () => {
  const without = await openWorkbench({ graphics: 'none' });
  try {
    const graph = await Graph.open(without, 'denoising-autoencoder.ebm.json');
    await graph.button('Train').click();
    await graph.reach(100);
    expect(await graph.frame.locator('.toolbar').textContent()).toContain('WASM');
    expect(await graph.frame.locator('body').textContent()).toMatch(
      /Training goes on with WebAssembly: WebGL (does not start \(.+\)|is not available here)\./,
    );
    expect(await graph.colours('decoder')).toBeGreaterThan(3);
    expect(without.refusals).toEqual([]);
  } finally {
    await without.close();
  }
});

test('where the browser has WebGPU a template trains on it', async () => {
  const having = await openWorkbench({ graphics: 'webgpu' });
  try {
    const graph = await Graph.open(having, 'autoencoder.ebm.json');
    await graph.frame.getByLabel('Backend').selectOption('webgpu');
    await graph.button('Train').click();
    const start = await eventually('the first energy', () => graph.figure('energy'), 120_000);
    await graph.reach(30);
    expect(await graph.frame.locator('.toolbar').textContent()).toContain('WebGPU');
    expect(await graph.figure('energy')).toBeLessThan(0.5 * start);
    expect(await graph.colours('decoder')).toBeGreaterThan(20);
    await graph.button('Pause').click();
    await having.screenshot('vscode-training-webgpu');
    expect(having.refusals).toEqual([]);
    expect(having.consoleErrors).toEqual([]);
  } finally {
    await having.close();
  }
});
