import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../core/graph/document';
import { startBackend } from '../../../core/training/backend';
import { Trainer } from '../../../core/training/trainer';
import { planeAutoencoder, trainedBy } from '../emit/graphs';
import { loadModule, train } from './backends';

beforeAll(async () => {
  await startBackend(['cpu']);
});

const points = Float32Array.from({ length: 80 }, (_, index) => Math.sin(index * 1.7));

async function trainerOf(training: { readonly [name: string]: Json }, plain = false): Promise<Trainer> {
  const { module, manifest } = await loadModule(trainedBy(planeAutoencoder, training));
  const set = { x: { shape: [40, 2], values: points, labels: undefined } };
  return new Trainer({ module, manifest, train: set, test: set, batch: 8, seed: 3, plain });
}

/** The rates of some steps, as parts of the first rate. */
async function rates(training: { readonly [name: string]: Json }, steps: readonly number[]): Promise<number[]> {
  const trainer = await trainerOf({ learningRate: 0.5, steps: 1000, ...training });
  const found = steps.map((step) => (trainer.model.learningRate?.(step) ?? Number.NaN) / 0.5);
  trainer.dispose();
  return found;
}

const flat = (weights: readonly { readonly values: Float32Array }[]): number[] =>
  weights.flatMap(({ values }) => [...values]);

/** How the weights moved in one step of SGD. */
async function move(training: { readonly [name: string]: Json }): Promise<number[]> {
  const trainer = await trainerOf({ optimizer: 'sgd', learningRate: 1, ...training }, true);
  const before = flat(await trainer.weights());
  await train(trainer, 1);
  const after = flat(await trainer.weights());
  trainer.dispose();
  return after.map((value, index) => value - (before[index] ?? 0));
}

describe('the learning rate', () => {
  test('rises in a straight line and stays', async () => {
    const found = await rates({ schedule: 'warm-up', warmUp: 10 }, [0, 4, 9, 10, 999]);
    expect(found).toEqual([0.1, 0.5, 1, 1, 1]);
  });

  test('goes down half a cosine, after a rise where there is one', async () => {
    const [first, middle, last, beyond] = await rates({ schedule: 'cosine', warmUp: 0 }, [0, 500, 1000, 2000]);
    expect([first, last, beyond]).toEqual([1, 0, 0]);
    expect(middle).toBeCloseTo(0.5, 12);
    const [start, top, half] = await rates({ schedule: 'cosine', warmUp: 100 }, [0, 99, 550]);
    expect([start, top]).toEqual([0.01, 1]);
    expect(half).toBeCloseTo(0.5, 12);
  });

  test('falls in steps, or by the same part at every step', async () => {
    const falling = { decay: 0.25, decayEvery: 10 };
    expect(await rates({ schedule: 'step', ...falling }, [0, 9, 10, 25])).toEqual([1, 1, 0.25, 0.0625]);
    expect(await rates({ schedule: 'exponential', ...falling }, [0, 5, 10])).toEqual([1, 0.5, 0.25]);
  });

  test.each(['adam', 'adamw', 'momentum'])(
    'is that of each step under %s, replayed or not, and after a run is taken up again',
    async (optimizer) => {
      const training = { optimizer, learningRate: 0.01, schedule: 'exponential', decay: 0.5, decayEvery: 3 };
      const [plain, replayed, resumed] = await Promise.all(
        [true, false, false].map((each) => trainerOf(training, each)),
      );
      if (!plain || !replayed || !resumed) throw new Error('Three runs are compared.');
      const all = await train(plain, 12);
      expect(await train(replayed, 7)).toEqual(all.slice(0, 7));
      // What decays beside the gradient is another number at each step.
      expect(replayed.obstacle === undefined).toBe(optimizer !== 'adamw');
      await resumed.restore(structuredClone(await replayed.snapshot()));
      expect(await train(resumed, 5)).toEqual(all.slice(7));
      expect(flat(await resumed.weights())).toEqual(flat(await plain.weights()));
      for (const trainer of [plain, replayed, resumed]) trainer.dispose();
    },
  );
});

test.each([
  ['slowly', { schedule: 'exponential', decay: 0.5, decayEvery: 500 }],
  ['seldom', { schedule: 'step', decay: 0.5, decayEvery: 6 }],
])('a learning rate that changes %s is that of each step where the weights decay by it', async (_, schedule) => {
  const training = { optimizer: 'adamw', learningRate: 0.002, ...schedule };
  const [plain, replayed] = [await trainerOf(training, true), await trainerOf(training)];
  expect(await train(replayed, 40)).toEqual(await train(plain, 40));
  for (const trainer of [plain, replayed]) trainer.dispose();
});

describe('a gradient', () => {
  test('that is longer than its norm may be is shortened to it, and no other', async () => {
    const whole = await move({});
    const norm = Math.hypot(...whole);
    const cut = await move({ clipping: 'norm', clipNorm: norm / 3 });
    for (const [index, each] of cut.entries()) expect(each).toBeCloseTo((whole[index] ?? Number.NaN) / 3, 6);
    expect(await move({ clipping: 'norm', clipNorm: norm * 1.01 })).toEqual(whole);
  });

  test('feels another norm at the next step', async () => {
    const trainer = await trainerOf({ optimizer: 'sgd', learningRate: 1, clipping: 'norm', clipNorm: 1e-6 });
    const before = flat(await trainer.weights());
    await train(trainer, 3);
    trainer.set('training', 'clipNorm', 0.125);
    const then = flat(await trainer.weights());
    await train(trainer, 1);
    const after = flat(await trainer.weights());
    const way = (from: number[], to: number[]) => Math.hypot(...to.map((value, index) => value - (from[index] ?? 0)));
    expect(way(before, then)).toBeLessThan(4e-6);
    expect(way(then, after)).toBeCloseTo(0.125, 5);
    trainer.dispose();
  });
});

test('weights decay beside their gradient by their part of the learning rate', async () => {
  const [plain, decaying] = [
    await trainerOf({ optimizer: 'adam', learningRate: 0.01 }, true),
    await trainerOf({ optimizer: 'adamw', learningRate: 0.01, weightDecay: 0.5 }, true),
  ];
  const start = flat(await plain.weights());
  await train(plain, 1);
  await train(decaying, 1);
  const [without, decayed] = [flat(await plain.weights()), flat(await decaying.weights())];
  for (const [index, value] of decayed.entries())
    expect(value).toBeCloseTo((without[index] ?? Number.NaN) - 0.005 * (start[index] ?? 0), 6);
  plain.dispose();
  decaying.dispose();
});
