import { afterAll, beforeAll, expect, test } from 'vitest';
import { template } from '../unit/templates';
import { PageTrainer } from './page-trainer';

let trainer: PageTrainer;
beforeAll(async () => {
  trainer = await PageTrainer.start('webgl-training');
});
afterAll(() => trainer?.close());

/** Of points in the plane, and of images; `steps` a stretch, of which six follow two that warm up. */
const trained = [
  { id: 'denoising-autoencoder', steps: 40 },
  { id: 'autoencoder', steps: 20 },
];

test.each(trained)(
  'hundreds of steps of $id on WebGL, with pictures and snapshots, hold as much at every look',
  async ({ id, steps }) => {
    const looks = await trainer.with(template(id), (page, manifest) =>
      page.evaluate(([given, each]) => heldWhileTraining(given, 6, each), [manifest, steps] as const),
    );
    expect(looks).toHaveLength(6);
    expect(looks[0]?.textures).toBeGreaterThan(0);
    for (const look of looks) expect(look).toEqual(looks[0]);
  },
);
