import { afterAll, beforeAll, expect, test } from 'vitest';
import { template } from '../unit/templates';
import { PageTrainer } from './page-trainer';

let trainer: PageTrainer;
beforeAll(async () => {
  trainer = await PageTrainer.start('webgl-training');
});
afterAll(() => trainer?.close());

/** Float32 and the order of sums: a part of a change, over five steps. */
const tolerance = 1e-4;

/** The variational autoencoder of points of the plane, 2-64-2-64-2. */
function vaeOfPoints(): string {
  const graph = JSON.parse(template('vae'));
  const { x, encoder, code, decoder, reconstruction } = graph.nodes;
  const hidden = { layer: 'dense', units: 64, activation: 'relu' };
  x.data = 'moons';
  encoder.layers = [hidden];
  code.dimensions = 2;
  decoder.layers = [hidden, { layer: 'dense', units: 2, activation: 'linear' }];
  reconstruction.block = 'squared-error';
  return JSON.stringify(graph);
}

test.each([
  { name: 'a variational autoencoder of points', text: vaeOfPoints() },
  { name: 'an autoencoder of images', text: template('autoencoder') },
  { name: 'a vector-quantized one', text: template('vq-vae') },
])(
  '$name learns the same on WebGL with its kernels joined, in at most 100 programs a step, and waits for nothing',
  async ({ text }) => {
    const { obstacle, curves, apart, programs, waits, left } = await trainer.with(text, (page, manifest) =>
      page.evaluate((given) => trainTwice(given, 5), manifest),
    );
    expect(obstacle).toBe(undefined);
    for (const [index, term] of curves.plain.entries()) {
      expect(Math.abs((curves.replayed[index] ?? Number.NaN) - term)).toBeLessThan(tolerance * Math.abs(term));
    }
    expect(apart).toBeLessThan(tolerance);
    expect(programs.replayed).toBeLessThan(programs.plain);
    expect(programs.replayed).toBeLessThanOrEqual(100);
    expect(waits).toBe(0);
    expect(left).toEqual({ tensors: 0, bytes: 0 });
  },
);
