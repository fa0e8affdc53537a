import { expect, test } from 'vitest';
import { eachTest } from './each-test';
import type { Editor } from './editor';

let editor: Editor;
eachTest(
  (opened) => {
    editor = opened;
  },
  { template: 'autoencoder' },
);

const view = (name: string) => editor.page.getByRole('region', { name });

/** The open graph with more nodes and edges, trained for some steps. */
async function trained(
  nodes: readonly string[],
  edges: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  const wires = edges.map(([from, to]) => `{ "from": "${from}", "to": "${to}" },`);
  const text = await editor.text();
  await editor.write(
    text.replace('"decoder":', `${nodes.join('')}"decoder":`).replace('"edges": [', `"edges": [${wires.join('')}`),
  );
  await editor.page.getByLabel('Backend').selectOption('wasm');
  const step = editor.page.locator('.toolbar').getByRole('button', { name: 'Step', exact: true });
  for (const taken of [1, 2]) {
    await step.click();
    await editor.page.locator('.toolbar .chip', { hasText: `step ${taken}` }).waitFor();
  }
}

test('however many terms there are, the chart of the energy keeps half of its view', async () => {
  const terms = Array.from({ length: 40 }, (_, index) => `term-${index}`);
  await trained(
    terms.map((term) => `"${term}": { "block": "l2" },`),
    terms.flatMap((term) => [['code.code', `${term}.input`] as const, [`${term}.energy`, 'energy.terms'] as const]),
  );
  const height = async (selector?: string): Promise<number> => {
    const within = view('Energy terms');
    return (await (selector ? within.locator(selector) : within).boundingBox())?.height ?? 0;
  };
  await view('Energy terms').locator('canvas').waitFor();
  await expect.poll(() => view('Energy terms').locator('.chart-legend li').count()).toBe(42);
  expect(await height('.chart-plot')).toBeGreaterThanOrEqual((await height()) / 2);
  await editor.screenshot('many-terms');
  const last = view('Energy terms').locator('.chart-legend li').last();
  await last.scrollIntoViewIfNeeded();
  expect(await last.isVisible()).toBe(true);
});

test('a graph of several codes says so where a code would be shown', async () => {
  await trained(
    ['"second": { "block": "code", "dimensions": 3 },', '"l2": { "block": "l2" },'],
    [
      ['encoder.output', 'second.input'],
      ['second.code', 'l2.input'],
      ['l2.energy', 'energy.terms'],
    ],
  );
  for (const name of ['Latent code', 'Samples'])
    expect(await view(name).textContent()).toContain('several codes, “second” and “code”');
  await editor.screenshot('several-codes');
});
