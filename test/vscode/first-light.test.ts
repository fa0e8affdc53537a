import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../../scripts/process.mjs';
import { openWorkbench, type Workbench } from './workbench';

let workbench: Workbench;
const template = 'autoencoder.ebm.json';

beforeAll(async () => {
  workbench = await openWorkbench();
});
afterAll(() => workbench?.close());

test('a graph chosen in quick open comes up in our editor', async () => {
  await workbench.openFile(template);
  const frame = await workbench.editorFrame();
  expect(await frame.locator('body').textContent()).not.toBe('');
  await workbench.screenshot('first-light');
});

test('opening a graph changes no byte of it', async () => {
  expect(await workbench.readFile(template)).toBe(await readFile(join(repository, 'templates', template), 'utf8'));
});

test('the page breaks no rule of its content security policy and writes no error to the console', () => {
  expect(workbench.refusals).toEqual([]);
  expect(workbench.consoleErrors).toEqual([]);
});
