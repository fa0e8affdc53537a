import { expect, test } from 'vitest';
import { hierarchy } from '../bench/hierarchy';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const isFar = () => editor.page.locator('.canvas.far').count();
const bodies = () => editor.page.locator('.block-body').count();
/** The numbers of all paths, in pixels. */
const paths = () =>
  editor.page
    .locator('.react-flow__edge-path')
    .evaluateAll((wires) => wires.flatMap((wire) => wire.getAttribute('d')?.match(/-?\d+(\.\d+)?/g) ?? []).map(Number));
const apart = (some: readonly number[], others: readonly number[]): number =>
  some.length === others.length
    ? Math.max(...some.map((number, index) => Math.abs(number - (others[index] ?? Number.NaN))))
    : Number.POSITIVE_INFINITY;
const heights = () =>
  editor.page.locator('.block').evaluateAll((blocks) => blocks.map((block) => (block as HTMLElement).offsetHeight));

const blocks = 60;

/** A large graph, seen whole. */
async function openFar(): Promise<void> {
  await editor.write(hierarchy(blocks));
  await expect.poll(() => editor.page.locator('.block').count()).toBe(blocks);
  await editor.page.getByRole('button', { name: 'Fit the graph into the view' }).click();
  await expect.poll(isFar).toBe(1);
  await expect.poll(bodies).toBe(0);
}

async function lookClosely(): Promise<void> {
  await editor.page.locator('.react-flow__pane').hover();
  for (let turn = 0; turn < 4; turn++) await editor.page.mouse.wheel(0, -100);
  await expect.poll(isFar).toBe(0);
  await expect.poll(bodies).toBe(blocks);
}

test('from afar blocks show their names alone, as large and wired as they are when all of it comes back', async () => {
  await openFar();
  const [wires, sizes] = [await paths(), await heights()];
  expect(await editor.block('encoder0').textContent()).toBe('Encoder');
  expect(await editor.page.locator('.wire-label').count()).toBe(0);
  await editor.screenshot('canvas-far');
  await lookClosely();
  expect(await editor.page.locator('.wire-label').count()).toBe(await editor.page.locator('.react-flow__edge').count());
  expect(await heights()).toEqual(sizes);
  await expect.poll(async () => apart(await paths(), wires)).toBeLessThan(1);
});

test('a block dragged from afar takes its wires along, to where its ports stand when they are shown', async () => {
  await openFar();
  const before = await paths();
  const { x, y } = await editor.centre(editor.block('encoder0'));
  await editor.drag(editor.block('encoder0'), { x: x + 10, y: y + 120 });
  const after = await paths();
  expect(apart(after, before)).toBeGreaterThan(50);
  await lookClosely();
  await expect.poll(async () => apart(await paths(), after)).toBeLessThan(1);
});

test('a block with an error is marked from afar', async () => {
  await openFar();
  await editor.write((await editor.text()).replace('{ "layer": "flatten" }, ', ''));
  const shadow = (id: string) =>
    editor
      .block(id)
      .locator('.block')
      .evaluate((block) => getComputedStyle(block).boxShadow);
  await expect.poll(() => shadow('encoder0')).toContain('6px');
  expect(await shadow('decoder0')).toBe('none');
});

test('a small graph shows all that it has from any distance', async () => {
  await editor.page.locator('.react-flow__pane').hover();
  for (let turn = 0; turn < 20; turn++) await editor.page.mouse.wheel(0, 100);
  await expect.poll(() => editor.page.locator('.react-flow__viewport').getAttribute('style')).toContain('scale(0.1)');
  expect(await isFar()).toBe(0);
  expect(await bodies()).toBe(8);
});
