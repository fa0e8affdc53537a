import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import type { Json } from '../../../core/graph/document';
import { parse } from '../../../core/graph/parse';
import { startBackend } from '../../../core/training/backend';
import type { Model } from '../../../core/training/model';
import { loadModule } from '../training/backends';
import { dense, flatten, graph, reshape } from './graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

/** An observation through a block of noise or a mask into a small network that predicts it. */
function withNoise(
  data: string,
  shape: readonly number[],
  block: { readonly block: string; readonly [name: string]: Json },
) {
  const size = shape.reduce((all, axis) => all * axis, 1);
  const seen = block.block === 'mask';
  return graph(
    {
      x: { block: 'observation', data },
      noise: block,
      ...(seen ? { product: { block: 'product' } } : {}),
      encoder: { block: 'encoder', layers: [flatten, dense(2)] },
      decoder: { block: 'decoder', layers: [dense(size, 'linear'), reshape(...shape)] },
      distance: { block: 'squared-error' },
      energy: { block: 'energy' },
    },
    ['x.value', 'noise.input'],
    ...(seen
      ? ([
          ['x.value', 'product.a'],
          ['noise.mask', 'product.b'],
          ['product.output', 'encoder.input'],
          ['noise.mask', 'distance.mask'],
        ] as const)
      : ([['noise.output', 'encoder.input']] as const)),
    ['encoder.output', 'decoder.code'],
    ['decoder.output', 'distance.prediction'],
    ['x.value', 'distance.target'],
    ['distance.energy', 'energy.terms'],
  );
}

async function modelWith(...given: Parameters<typeof withNoise>): Promise<Model> {
  const { module } = await loadModule(withNoise(...given));
  return module.createModel({ seed: 3 });
}

const fractionOf = (values: ArrayLike<number>, value: number): number =>
  Array.from(values).filter((each) => Math.abs(each - value) < 1e-6).length / values.length;

describe('patch masking', () => {
  test('sets whole squares to zero, as many as its rate says', async () => {
    const samples = 400;
    const model = await modelWith('digits', [8, 8, 1], { block: 'patch-masking-noise', rate: 0.3, patch: 3 });
    const masked = model.corrupt?.(tf.ones([samples, 8, 8, 1]))?.dataSync() ?? [];
    const at = (sample: number, row: number, column: number): number => masked[sample * 64 + row * 8 + column] ?? -1;
    let open = 0;
    for (let sample = 0; sample < samples; sample++) {
      for (let row = 0; row < 8; row++) {
        for (let column = 0; column < 8; column++) {
          expect(at(sample, row, column)).toBe(at(sample, row - (row % 3), column - (column % 3)));
        }
      }
      for (const row of [0, 3, 6]) for (const column of [0, 3, 6]) open += at(sample, row, column);
    }
    // Nine squares a sample; four standard deviations of a binomial share.
    expect(Math.abs(open / (9 * samples) - 0.7)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / (9 * samples)));
  });
});

describe('token masking', () => {
  test('makes eight in ten of the chosen sites zero, one in ten random, and leaves one', async () => {
    const sites = 300 * 64;
    const model = await modelWith('digit-levels', [8, 8, 4], { block: 'token-masking-noise', rate: 0.5 });
    const first = tf.broadcastTo(tf.tensor([1, 0, 0, 0]), [300, 8, 8, 4]);
    const changed = tf.tidy(() => tf.reshape(model.corrupt?.(first) ?? first, [sites, 4]));
    const counts = tf.sum(changed, 0).dataSync();
    const within = (count: number, p: number): void =>
      expect(Math.abs(count / sites - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / sites));
    within(fractionOf(tf.sum(changed, 1).dataSync(), 0) * sites, 0.5 * 0.8);
    within(counts[0] ?? 0, 1 - 0.5 * 0.9 + (0.5 * 0.1) / 4);
    for (const other of [1, 2, 3]) within(counts[other] ?? 0, (0.5 * 0.1) / 4);
  });
});

describe('a shift', () => {
  test('moves each image by whole pixels, every way as often, with zeros coming in', async () => {
    const samples = 900;
    const model = await modelWith('digits', [8, 8, 1], { block: 'shift-noise', pixels: 1 });
    const image = Array.from({ length: 64 }, (_, pixel) => pixel + 1);
    const moved = model.corrupt?.(tf.broadcastTo(tf.tensor(image, [1, 8, 8, 1]), [samples, 8, 8, 1]))?.dataSync() ?? [];
    const shifted = (down: number, right: number): string =>
      image
        .map((_, pixel) => {
          const [row, column] = [Math.floor(pixel / 8) + down, (pixel % 8) + right];
          return row < 0 || row > 7 || column < 0 || column > 7 ? 0 : image[row * 8 + column];
        })
        .join();
    const counts = new Map<string, number>();
    for (const down of [-1, 0, 1]) for (const right of [-1, 0, 1]) counts.set(shifted(down, right), 0);
    for (let sample = 0; sample < samples; sample++) {
      const found = Array.from(moved.slice(sample * 64, (sample + 1) * 64)).join();
      expect(counts.has(found)).toBe(true);
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    // The 99.9 % quantile of χ² with 8 degrees of freedom.
    expect(chiSquare).toBeLessThan(26.125);
  });
});

describe('a schedule', () => {
  const deviation = (model: Model): number => {
    const x = tf.zeros([200, 8, 8, 1]);
    const noisy = model.corrupt?.(x) ?? x;
    return Math.sqrt(tf.mean(tf.square(noisy)).dataSync()[0] ?? 0);
  };

  test.each([
    ['gaussian-noise', 1],
    ['uniform-noise', Math.sqrt(1 / 3)],
  ])('lets %s fall evenly over the steps of the run, and stay at its end', async (block, unit) => {
    const parameters = { block, scale: 1, schedule: 'falling', end: 0.2 };
    const model = await modelWith('digits', [8, 8, 1], parameters);
    // The run has four steps.
    for (const expected of [1, 0.8, 0.6, 0.4, 0.2, 0.2]) {
      expect(Math.abs(deviation(model) / (expected * unit) - 1)).toBeLessThan(0.03);
      tf.dispose(model.step(tf.zeros([2, 8, 8, 1])));
    }
  });

  test('that is learned starts at the scale and goes with the exponential of its number', async () => {
    const model = await modelWith('digits', [8, 8, 1], { block: 'gaussian-noise', scale: 0.5, schedule: 'learned' });
    expect(Math.abs(deviation(model) / 0.5 - 1)).toBeLessThan(0.03);
    model.variables['noise.logScale']?.assign(tf.scalar(Math.log(3)));
    expect(Math.abs(deviation(model) / 1.5 - 1)).toBeLessThan(0.03);
  });
});

describe('a mask', () => {
  const seenBy = async (data: string, shape: readonly number[], parameters: { readonly [name: string]: Json }) => {
    const model = await modelWith(data, shape, { block: 'mask', ...parameters });
    return model.infer(tf.ones([50, ...shape])).noise as tf.Tensor;
  };

  test.each([
    ['past', [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['future', [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('hides the %s of a sequence', async (hidden, expected) => {
    const seen = await seenBy('forks', [8, 2], { hidden });
    expect(Array.from(seen.dataSync().slice(0, 16))).toEqual(expected);
  });

  test('of your own is the same for every sample and channel', async () => {
    const rows = ['10000001', '01000010', '00100100', '00011000', '11111111', '00000000', '10101010', '01010101'];
    for (const [data, channels] of [
      ['digits', 1],
      ['digit-levels', 4],
    ] as const) {
      const seen = (await seenBy(data, [8, 8, channels], { hidden: 'own', pattern: rows })).dataSync();
      const digits = Array.from(rows.join(''), Number);
      expect(Array.from(seen).every((value, index) => value === digits[Math.floor(index / channels) % 64])).toBe(true);
      expect(seen.length).toBe(50 * 64 * channels);
    }
    const seen = await seenBy('moons', [2], { hidden: 'own', pattern: ['01'] });
    expect(Array.from(seen.dataSync().slice(0, 4))).toEqual([0, 1, 0, 1]);
  });

  test('of patches covers whole squares in all channels', async () => {
    const seen = await seenBy('digit-levels', [8, 8, 4], { hidden: 'patches', patch: 4, rate: 0.5 });
    const corners = tf.max(tf.pool(seen as tf.Tensor4D, 4, 'avg', 'valid', 1, 4), 3).dataSync();
    expect(new Set(corners)).toEqual(new Set([0, 1]));
    expect(Math.abs(fractionOf(corners, 1) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 200));
  });

  test.each([
    ['past', 'digits', [8, 8, 1], 'EBM2002'],
    ['left', 'forks', [8, 2], 'EBM2002'],
    ['patches', 'forks', [8, 2], 'EBM2002'],
    ['own', 'digits', [8, 8, 1], 'EBM2004'],
  ] as const)('says why “%s” does not fit %s', (hidden, data, shape, code) => {
    const { diagnostics } = check(parse(withNoise(data, shape, { block: 'mask', hidden })));
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });
});
