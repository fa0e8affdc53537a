import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const isFar = () => editor.page.locator('.canvas.far').count();
const bodies = () => editor.page.locator('.block-body').count();
const paths = () =>
  editor.page
    .locator('.react-flow__edge-path')
    .evaluateAll((wires) =>
      wires.map((wire) => (wire.getAttribute('d') ?? '').replace(/\d+\.\d+/g, (n) => `${Math.round(Number(n))}`)),
    );
const heights = () =>
  editor.page.locator('.block').evaluateAll((blocks) => blocks.map((block) => (block as HTMLElement).offsetHeight));

async function wheel(turns: number): Promise<void> {
  await editor.page.locator('.react-flow__pane').hover();
  for (let turn = 0; turn < Math.abs(turns); turn++) await editor.page.mouse.wheel(0, 100 * Math.sign(turns));
}

test('from afar blocks show their names alone, as large and wired as before, and all of it comes back', async () => {
  const [near, sizes] = [await paths(), await heights()];
  await wheel(20);
  await expect.poll(isFar).toBe(1);
  await expect.poll(bodies).toBe(0);
  expect(await editor.block('encoder').textContent()).toBe('Encoder');
  expect(await editor.page.locator('.wire-label').count()).toBe(0);
  expect(await paths()).toEqual(near);
  expect(await heights()).toEqual(sizes);
  await editor.screenshot('canvas-far');
  await wheel(-10);
  await expect.poll(isFar).toBe(0);
  await expect.poll(bodies).toBe(8);
  expect(await editor.page.locator('.wire-label').count()).toBe(9);
  expect(await paths()).toEqual(near);
  expect(await heights()).toEqual(sizes);
});

test('a block dragged from afar takes its wires along, to where its ports stand when they are shown', async () => {
  await wheel(20);
  await expect.poll(isFar).toBe(1);
  const before = await paths();
  const { x, y } = await editor.centre(editor.block('encoder'));
  await editor.drag(editor.block('encoder'), { x: x + 10, y: y + 120 });
  const after = await paths();
  expect(after).not.toEqual(before);
  await wheel(-10);
  await expect.poll(bodies).toBe(8);
  await expect.poll(paths).toEqual(after);
});

test('a block with an error is marked from afar', async () => {
  await editor.write((await editor.text()).replace('{ "layer": "flatten" }, ', ''));
  await wheel(20);
  await expect.poll(isFar).toBe(1);
  const shadow = (id: string) =>
    editor
      .block(id)
      .locator('.block')
      .evaluate((block) => getComputedStyle(block).boxShadow);
  await expect.poll(() => shadow('encoder')).toContain('6px');
  expect(await shadow('decoder')).toBe('none');
});
