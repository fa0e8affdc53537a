import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '../../../core/training/model';
import { restoreOptimizer } from '../../../core/training/optimizer-state';
import { planeAutoencoder } from '../emit/graphs';
import { templates } from '../templates';
import { loadModule, startWasm, trainerOptions } from './backends';
import { openRun } from './open-run';

beforeAll(startWasm);

/** Few samples a step, for it does not matter here how well a model trains. */
const batch = 12;

/** A step of these takes seconds, and they are made of what the others are made of. */
const slow = ['conv-psd', 'glo', 'unet-3d'];

/** Takes a weight away, as a kernel with a fault would. */
function spoil(model: Model, name?: string): void {
  const all = Object.values(model.variables);
  const weight = name ? model.variables[name] : (all.find(({ trainable }) => trainable) ?? all[0]);
  if (!weight) throw new Error('A model has weights.');
  tf.tidy(() => weight.assign(tf.fill(weight.shape, Number.NaN)));
}

describe('every template stops at the first number that is not finite, and goes on from the last good weights', () => {
  test.each(templates.filter(({ id }) => !slow.includes(id)))('$id', async ({ id }) => {
    const { module, manifest, ...sets } = await trainerOptions(id);
    const { training, signals, terms } = manifest;
    const { run, step, all, last, model } = await openRun(
      { module, manifest: { ...manifest, training: { ...training, batch } }, ...sets },
      'wasm',
    );
    const goesOn = async (): Promise<void> => {
      const failures = all('failed').length;
      await step();
      expect(all('failed')).toHaveLength(failures);
      const curve = last('frame')?.curve.terms ?? [];
      expect(curve.length).toBe(terms.length);
      expect([...curve].every(Number.isFinite)).toBe(true);
    };

    // Not all feel the rate at once: the centres of clusters are means, and atoms keep their length.
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: 1e30 });
    for (let left = 4; left > 0 && !last('failed'); left--) await step();
    run.handle({ type: 'set', node: 'training', name: 'learningRate', value: training.learningRate });
    if (!last('failed')) run.handle({ type: 'reset', seed: training.seed });
    await goesOn();

    const before = all('failed').length;
    spoil(model());
    for (let left = 2; left > 0 && all('failed').length === before; left--) await step();
    const blocks = new Set([...signals, ...terms].map(({ node }) => node));
    for (const { cause, message, step: stands } of all('failed')) {
      expect(cause).toBe('not finite');
      const [, kind, of = '', , suspect, stood] =
        /^At step \d+ the (term|weight|optimizer’s average) “([^”]+)” is no longer a finite number(, first in the output of “([^”]+)”)?\. The model stands at step (\d+) again: /.exec(
          message,
        ) ?? [];
      if (kind === 'term') expect(blocks).toContain(of);
      else expect(model().variables).toHaveProperty([of.replace(/\/.*/, '')]);
      expect(Number(stood)).toBe(stands);
      if (suspect) expect(blocks).toContain(suspect);
    }
    await goesOn();
  });
});

test('an optimizer that has overflowed is found, though the weights and the energy are finite and stand still', async () => {
  const values = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));
  const sets = { x: { shape: [40, 2], values, labels: undefined } };
  const compiled = await loadModule(planeAutoencoder.replace('"sgd"', '"adam"'));
  const { run, step, model, all, heard } = await openRun({ ...compiled, train: sets, test: sets }, 'wasm');
  await step();
  const { optimizer } = model();
  if (!optimizer) throw new Error('It learns by gradient.');
  run.handle({ type: 'snapshot' });
  const { snapshot } = await heard('snapshot');
  // Averages of squared gradients beyond the largest float: Adam divides by them and moves nothing.
  const overflown = snapshot.optimizer.map((average) =>
    average.name.endsWith('/v') ? { ...average, values: average.values.map(() => Number.POSITIVE_INFINITY) } : average,
  );
  await restoreOptimizer(optimizer, overflown);
  await step();
  expect(all('failed')).toEqual([]);
  run.handle({ type: 'limit', steps: 1e6 });
  run.handle({ type: 'run' });
  expect((await heard('failed')).message).toMatch(
    /^At step \d+ the optimizer’s average “[^”]+\/v” is no longer a finite number\. The model stands at step \d+ again: /,
  );
});
