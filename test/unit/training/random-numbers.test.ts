import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accelerate } from '../../../core/training/acceleration/acceleration';
import { threefry } from '../../../core/training/acceleration/random/threefry';
import { tensorflow } from '../../../core/training/acceleration/tensorflow';
import { startBackend } from '../../../core/training/backend';
import type { BackendName } from '../../../core/training/protocol';
import { startWasm } from './backends';

const start = async (backend: BackendName): Promise<void> => {
  if (backend === 'wasm') await startWasm();
  else await startBackend([backend]);
};

const read = (draws: tf.Tensor): Float32Array => {
  const values = draws.dataSync<'float32'>().slice();
  draws.dispose();
  return values;
};
const normals = (count: number, seed: number): Float32Array =>
  read(tensorflow.randomNormal([count], 0, 1, 'float32', seed));
const uniforms = (count: number, seed: number): Float32Array =>
  read(tensorflow.randomUniform([count], 0, 1, 'float32', seed));

describe('Threefry-2×32-20', () => {
  // The known answers that Random123, the implementation of its authors, ships.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('under the key %j gives of the counter %j the known answer', ([key, other], [counter, high], answer) => {
    const words = new Int32Array(2);
    threefry(key, other, counter, high, words);
    expect([...new Uint32Array(words.buffer)]).toEqual(answer);
  });
});

describe.each(['wasm', 'cpu'] as const)('draws on %s', (backend) => {
  beforeAll(() => start(backend));
  const count = 200_000;

  test('are the words of the generator, in order', () => {
    const words = new Int32Array(2);
    const expected = Array.from({ length: 6 }, (_, block) => {
      threefry(77, 0, block, 0, words);
      return [...words].map((word) => Math.floor((word >>> 0) / 256) / 2 ** 24);
    }).flat();
    expect([...uniforms(11, 77)]).toEqual(expected.slice(0, 11));
  });

  test('do not depend on how many are drawn', () => {
    for (const draw of [uniforms, normals]) {
      const all = draw(41, 5);
      for (const few of [1, 7, 8, 9, 40]) expect(draw(few, 5)).toEqual(all.slice(0, few));
    }
  });

  test('that are uniform fill [0, 1) evenly', () => {
    const draws = uniforms(count, 3);
    const bins = new Float64Array(100);
    for (const draw of draws) bins[Math.floor(draw * 100)] = (bins[Math.floor(draw * 100)] ?? 0) + 1;
    const chiSquared = bins.reduce((sum, found) => sum + (found - count / 100) ** 2 / (count / 100), 0);
    // 99 degrees of freedom: outside with a chance of 2·10⁻⁵ on either side.
    expect(chiSquared).toBeGreaterThan(50);
    expect(chiSquared).toBeLessThan(170);
  });

  test.each([1, 2, 3])('that are normal have its moments and tails: seed %i', (seed) => {
    const draws = normals(count, seed);
    const moment = (power: number): number => draws.reduce((sum, draw) => sum + draw ** power, 0) / count;
    // Each within 4.5 standard errors, whose squares are the moments of twice the power less the square of the mean.
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      expect(Math.abs(moment(power) - mean)).toBeLessThan(4.5 * Math.sqrt(variance / count));
    // 1 − Φ(x), twice.
    for (const [beyond, chance] of [
      [1, 0.3173105],
      [2, 0.0455003],
      [3, 0.0026998],
      [4, 0.0000633],
    ] as const) {
      const found = draws.filter((draw) => Math.abs(draw) > beyond).length;
      expect(Math.abs(found - count * chance)).toBeLessThan(4.5 * Math.sqrt(count * chance) + 1);
    }
  });

  test('next to each other, and of seeds next to each other, are independent', () => {
    const [one, other] = [normals(count, 8), normals(count, 9)];
    const product = (shift: number, with_: Float32Array): number =>
      one.reduce((sum, draw, index) => sum + draw * (with_[(index + shift) % count] ?? 0), 0) / Math.sqrt(count);
    for (const shift of [1, 2, 3]) expect(Math.abs(product(shift, one))).toBeLessThan(4.5);
    for (const shift of [0, 1, 2]) expect(Math.abs(product(shift, other))).toBeLessThan(4.5);
  });

  test('are moved and stretched as TensorFlow.js does', () => {
    const stretched = read(tensorflow.randomUniform([1000], -3, 1, 'float32', 4));
    for (const [index, draw] of uniforms(1000, 4).entries()) expect(stretched[index]).toBeCloseTo(4 * draw - 3, 5);
  });
});

describe('the backends', () => {
  afterAll(startWasm);

  test('draw the same uniform numbers bit for bit, and normal ones to the rounding of a logarithm', async () => {
    const draws: { uniform: Float32Array; normal: Float32Array }[] = [];
    for (const backend of ['wasm', 'cpu'] as const) {
      await start(backend);
      draws.push({ uniform: uniforms(100_001, 0xfedcba98), normal: normals(100_001, 0xfedcba98) });
    }
    const [wasm, cpu] = draws;
    expect(wasm?.uniform).toEqual(cpu?.uniform);
    for (const [index, draw] of cpu?.normal.entries() ?? [])
      expect(Math.abs((wasm?.normal[index] ?? Number.NaN) - draw)).toBeLessThan(2e-6);
  });

  test('draw as TensorFlow.js does where the acceleration is off', async () => {
    await start('cpu');
    await accelerate('cpu', ['random numbers']);
    expect(normals(10, 4)).toEqual(read(tf.randomNormal([10], 0, 1, 'float32', 4)));
    await accelerate('cpu');
    expect(normals(10, 4)).not.toEqual(read(tf.randomNormal([10], 0, 1, 'float32', 4)));
  });
});
