import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest((opened) => {
  editor = opened;
});

const json = async () => JSON.parse(await editor.text());

test('a graph is drawn with every block, every wire and the shape that each wire carries', async () => {
  await expect.poll(() => editor.page.locator('.react-flow__node').count()).toBe(8);
  await expect.poll(() => editor.page.locator('.react-flow__edge').count()).toBe(9);
  const labels = await editor.page.locator('.wire-label').allInnerTexts();
  expect(labels.sort()).toEqual(
    ['x 28×28×1', 'x 28×28×1', 'h 400', 'q 20', 'q 20', 'z 20', 'x̂ 28×28×1', 'D(x, x̂)', 'R(q)'].sort(),
  );
  expect(await editor.page.locator('.wire-label', { hasText: 'x̂ 28×28×1' }).getAttribute('title')).toContain(
    'height 28 × width 28 × channel 1',
  );
  await editor.screenshot('canvas-dark');
});

test('a graph that is shown whole stays whole in a smaller editor, and where the person has zoomed nothing moves', async () => {
  const zoom = () => editor.page.locator('.react-flow__viewport').evaluate((element) => element.style.transform);
  const inside = async (id: string) => {
    const [block, canvas] = await Promise.all([
      editor.block(id).boundingBox(),
      editor.page.locator('.canvas').boundingBox(),
    ]);
    return Boolean(block && canvas && block.x >= canvas.x && block.x + block.width <= canvas.x + canvas.width);
  };
  const whole = await zoom();
  await editor.page.setViewportSize({ width: 900, height: 1000 });
  await expect.poll(() => inside('energy')).toBe(true);
  expect(await inside('x')).toBe(true);
  await editor.page.setViewportSize({ width: 1600, height: 1000 });
  await expect.poll(zoom).toBe(whole);
  await editor.page.getByRole('button', { name: 'Zoom In' }).click();
  await expect.poll(zoom).not.toBe(whole);
  const closer = await zoom();
  await editor.page.setViewportSize({ width: 900, height: 1000 });
  await expect.poll(() => inside('energy')).toBe(false);
  expect(await zoom()).toBe(closer);
  await editor.page.getByRole('button', { name: 'Fit the graph into the view' }).click();
  await expect.poll(() => inside('energy')).toBe(true);
});

test('a block tells how many numbers it learns', async () => {
  // 784·400 + 400 weights and biases of the one dense layer.
  expect(await editor.block('encoder').textContent()).toContain('314,000');
  // Two linear maps from 400 features to 20 dimensions: 2·(400·20 + 20).
  expect(await editor.block('code').textContent()).toContain('16,040');
});

test('a drag moves a block by one edit, which undo takes back', async () => {
  const before = await editor.text();
  const { x, y } = await editor.centre(editor.block('kl').locator('.block-head'));
  await editor.drag(editor.block('kl').locator('.block-head'), { x: x + 90, y: y + 40 });
  await expect.poll(() => editor.undoSteps()).toBe(1);
  expect((await json()).layout.kl).not.toEqual(JSON.parse(before).layout.kl);
  expect({ ...(await json()), layout: {} }).toEqual({ ...JSON.parse(before), layout: {} });
  const moved = await editor.block('kl').boundingBox();
  await editor.page.keyboard.press('Control+z');
  await expect.poll(() => editor.text()).toBe(before);
  await expect.poll(async () => (await editor.block('kl').boundingBox())?.x).toBeLessThan((moved?.x ?? 0) - 40);
});

test('arrow keys move the selected block, and their repeats are one edit', async () => {
  const before = (await json()).layout.energy;
  await editor.select('energy');
  for (let count = 0; count < 4; count++) await editor.page.keyboard.press('ArrowDown');
  await expect.poll(() => editor.undoSteps()).toBe(1);
  const after = (await json()).layout.energy;
  expect(after.x).toBe(before.x);
  expect(after.y).toBeGreaterThan(before.y);
});

test('a refused edit puts a moved block back and says why', async () => {
  await editor.page.evaluate(() => window.harness.refuseNext('The file is read-only.'));
  const head = editor.block('kl').locator('.block-head');
  const { x, y } = await editor.centre(head);
  await editor.drag(head, { x: x + 120, y });
  await expect.poll(() => editor.page.locator('.toast').textContent()).toContain('The file is read-only.');
  await expect.poll(async () => Math.round((await editor.centre(head)).x)).toBe(Math.round(x));
});

test('Delete removes the selected block with its wires by one edit', async () => {
  await editor.select('kl');
  await editor.page.keyboard.press('Delete');
  await expect.poll(() => editor.block('kl').count()).toBe(0);
  expect(await editor.undoSteps()).toBe(1);
  const { nodes, edges, layout } = await json();
  expect(Object.keys(nodes)).not.toContain('kl');
  expect(Object.keys(layout)).not.toContain('kl');
  expect(JSON.stringify(edges)).not.toContain('"kl.');
});

test('a wire that is dragged from an output to an input connects them', async () => {
  await editor.write((await editor.text()).replace(/,\s*\{ "from": "kl.energy", "to": "energy.terms" \}/, ''));
  await expect.poll(() => editor.wire('kl.energy', 'energy.terms').count()).toBe(0);
  await editor.drag(editor.port('kl', 'energy'), await editor.centre(editor.port('energy', 'terms')));
  await expect.poll(() => editor.wire('kl.energy', 'energy.terms').count()).toBe(1);
  expect(await editor.undoSteps()).toBe(1);
});

test('while a wire is dragged, what can take it is lit and the rest is dimmed', async () => {
  const { x, y } = await editor.centre(editor.port('x', 'value'));
  await editor.page.mouse.move(x, y);
  await editor.page.mouse.down();
  await editor.page.mouse.move(x + 40, y + 160, { steps: 4 });
  await expect.poll(() => editor.port('encoder', 'input').getAttribute('class')).toContain('lit');
  expect(await editor.port('kl', 'input').getAttribute('class')).toContain('dimmed');
  expect(await editor.port('energy', 'terms').getAttribute('class')).toContain('dimmed');
  await editor.screenshot('wire-in-hand');
  await editor.page.mouse.up();
  await editor.page.keyboard.press('Escape');
});

test('a wire to an input that is taken replaces the one it had, by one edit', async () => {
  // The encoder reads the observation; its input gets the reconstruction's place by a drag from x to the decoder's code.
  await editor.drag(editor.port('x', 'value'), await editor.centre(editor.port('decoder', 'code')));
  await expect.poll(() => editor.wire('x.value', 'decoder.code').count()).toBe(1);
  expect(await editor.wire('noise.output', 'decoder.code').count()).toBe(0);
  expect(await editor.undoSteps()).toBe(1);
});

test('a wire that is dropped on the empty canvas opens a search of what can take it, and its choice is placed and wired by one edit', async () => {
  const { x, y } = await editor.centre(editor.port('code', 'code'));
  await editor.drag(editor.port('code', 'code'), { x: x + 60, y: y + 130 });
  const options = editor.page.locator('.palette').getByRole('option');
  await expect.poll(() => options.count()).toBeGreaterThan(0);
  const titles = await options.locator('.palette-title').allInnerTexts();
  expect(titles).toContain('Reparameterized noise');
  expect(titles).toContain('KL to a prior');
  expect(titles).not.toContain('Decoder');
  await editor.screenshot('search-for-a-wire');
  await options.filter({ hasText: 'KL to a prior' }).click();
  await expect.poll(() => editor.wire('code.code', 'kl2.input').count()).toBe(1);
  expect(await editor.undoSteps()).toBe(1);
});

test('a block is found by its purpose and added by keys alone', async () => {
  await editor.page.getByRole('button', { name: 'Add block' }).click();
  await expect.poll(() => editor.page.locator('.palette').getByRole('combobox').count()).toBe(1);
  await editor.screenshot('search');
  await editor.page.keyboard.type('sparsity');
  expect(await editor.page.locator('.palette').getByRole('option').first().textContent()).toContain('L1 sparsity');
  await editor.page.keyboard.press('Enter');
  await expect.poll(() => editor.block('sparsity').count()).toBe(1);
  expect((await json()).nodes.sparsity).toEqual({ block: 'l1', weight: 0.1 });
  await expect.poll(() => editor.page.locator('.inspector h2').textContent()).toBe('L1 sparsity');
});

test('a block that is dragged from the search onto a wire is spliced into it', async () => {
  await editor.page.getByRole('button', { name: 'Add block' }).click();
  await editor.page.keyboard.type('corruption');
  const { x, y } = await editor.centre(editor.port('encoder', 'output'));
  await editor.drag(editor.page.locator('.palette').getByRole('option').first(), { x: x + 14, y });
  const added = async () =>
    Object.entries<{ block: string }>((await json()).nodes).find(([, { block }]) => block === 'gaussian-noise')?.[0];
  await expect.poll(added).toBeDefined();
  const { edges } = await json();
  expect(edges).toContainEqual({ from: 'encoder.output', to: `${await added()}.input` });
  expect(edges).toContainEqual({ from: `${await added()}.output`, to: 'code.input' });
  expect(edges).not.toContainEqual({ from: 'encoder.output', to: 'code.input' });
  expect(await editor.undoSteps()).toBe(1);
});

test('Tidy arranges the graph from left to right by one edit', async () => {
  await editor.page.getByRole('button', { name: 'Tidy' }).click();
  await expect.poll(() => editor.undoSteps()).toBe(1);
  const { layout } = await json();
  expect(layout.x.x).toBeLessThan(layout.encoder.x);
  expect(layout.encoder.x).toBeLessThan(layout.code.x);
  expect(layout.decoder.x).toBeLessThan(layout.reconstruction.x);
  expect(layout.reconstruction.x).toBeLessThan(layout.energy.x);
});

test('undo and redo are the host’s outside text fields and the field’s own inside', async () => {
  await editor.select('code');
  await editor.field('Dimensions').fill('12');
  await editor.page.keyboard.press('Control+z');
  expect(await editor.posted('undo')).toBe(0);
  await editor.page.keyboard.press('Escape');
  await editor.select('kl');
  await editor.page.keyboard.press('Control+z');
  await editor.page.keyboard.press('Control+Shift+z');
  await editor.page.keyboard.press('Control+y');
  expect([await editor.posted('undo'), await editor.posted('redo')]).toEqual([1, 2]);
});

test('a block that is added by keys covers no other', async () => {
  await editor.page.getByRole('button', { name: 'Add block' }).click();
  await editor.page.keyboard.type('sparsity');
  await editor.page.keyboard.press('Enter');
  await expect.poll(() => editor.block('sparsity').count()).toBe(1);
  const added = await editor.block('sparsity').boundingBox();
  for (const id of ['x', 'encoder', 'code', 'noise', 'decoder', 'reconstruction', 'kl', 'energy']) {
    const other = await editor.block(id).boundingBox();
    if (!added || !other) throw new Error(`“${id}” is not drawn.`);
    const apart =
      added.x >= other.x + other.width ||
      other.x >= added.x + added.width ||
      added.y >= other.y + other.height ||
      other.y >= added.y + added.height;
    expect(apart, id).toBe(true);
  }
});

test('Ctrl+D copies the selected block with its parameters by one edit', async () => {
  await editor.select('code');
  await editor.page.keyboard.press('Control+d');
  await expect.poll(() => editor.block('code2').count()).toBe(1);
  expect((await json()).nodes.code2).toEqual((await json()).nodes.code);
  expect(await editor.undoSteps()).toBe(1);
});

test('a wire that is pulled off its input and dropped on the empty canvas is detached', async () => {
  const { x, y } = await editor.centre(editor.port('kl', 'input'));
  await editor.page.mouse.move(x, y + 12);
  await editor.page.mouse.down();
  await editor.page.mouse.move(x - 160, y + 20, { steps: 8 });
  await editor.page.mouse.up();
  await expect.poll(() => editor.wire('code.code', 'kl.input').count()).toBe(0);
  expect(await editor.undoSteps()).toBe(1);
  expect(await editor.page.locator('.palette').count()).toBe(0);
});

test('a graph of more than fifteen blocks has a map', async () => {
  expect(await editor.page.locator('.react-flow__minimap').count()).toBe(0);
  const graph = await json();
  for (let count = 0; count < 8; count++) {
    graph.nodes[`term${count}`] = { block: 'l2' };
    graph.layout[`term${count}`] = { x: 240 * count, y: 700 };
  }
  await editor.write(JSON.stringify(graph, null, 2));
  await expect.poll(() => editor.page.locator('.react-flow__minimap').count()).toBe(1);
  await editor.page.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(() => editor.block('term7').isVisible()).toBe(true);
  await editor.screenshot('many-blocks');
});
