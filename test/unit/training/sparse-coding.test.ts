import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NamedWeights } from '../../../core/training/protocol';
import type { Trainer } from '../../../core/training/trainer';
import { startWasm, train, trainerFor } from './backends';

/*
 * E = ‖y − Wz‖² + λ‖z‖₁ is twice ½‖y − Wz‖² + (λ/2)‖z‖₁, in which dictionaries for the same
 * digits (8×8, 128 atoms, λ/2 = 0.1) reach an energy of 0.662 with a fifth of the units used and no atom dead.
 */
const reference = { energy: 2 * 0.662, used: 0.2 };
const lambda = 0.2;
const units = 128;
const pixels = 64;
const atomsName = 'decoder.dense1.weights';
const all = Int32Array.from({ length: 360 }, (_, index) => index);

const iterating =
  (iterations: number, method = 'fista') =>
  (text: string) =>
    text.replace('"steps": 50', `"steps": ${iterations}`).replace('"fista"', `"${method}"`);

const free = (text: string): string => text.replace('"constraint": "unit-ball"', '"constraint": "none"');

let trained: { readonly trainer: Trainer; readonly weights: readonly NamedWeights[] };
const opened: Trainer[] = [];

beforeAll(async () => {
  await startWasm();
  const trainer = await trainerFor('sparse-coding');
  await train(trainer, trainer.manifest.training.steps);
  trained = { trainer, weights: await trainer.weights() };
}, 120_000);

afterAll(() => {
  trained.trainer.dispose();
  for (const trainer of opened) trainer.dispose();
});

/** The trained atoms under another inference. */
async function inferring(change: (text: string) => string): Promise<Trainer> {
  const trainer = await trainerFor('sparse-coding', { change });
  opened.push(trainer);
  expect(trainer.load(trained.weights)).toEqual([]);
  return trainer;
}

interface Coded {
  /** `[samples, pixels]`. */
  readonly y: Float32Array;
  /** `[samples, units]`. */
  readonly z: Float32Array;
  /** `[units, pixels]`. */
  readonly atoms: Float32Array;
}

function codesOf(trainer: Trainer): Coded {
  const atoms = trainer.model.variables[atomsName]?.dataSync<'float32'>().slice() ?? new Float32Array();
  const [y, z] = tf.tidy(() => {
    const x = trainer.testSamples(all);
    return [x.dataSync<'float32'>().slice(), trainer.model.encode?.(x).dataSync<'float32'>().slice()];
  });
  return { y, z: z ?? new Float32Array(), atoms };
}

const norms = (trainer: Trainer): number[] => [
  ...tf.tidy(() => tf.norm(trainer.model.variables[atomsName] ?? 0, 'euclidean', 1)).dataSync(),
];

const usedFraction = (z: Float32Array): number => z.filter((value) => Math.abs(value) > 1e-6).length / z.length;

/** Row of a matrix of so many columns, in doubles. */
const row = (matrix: Float32Array, index: number, columns: number): number[] => [
  ...matrix.subarray(index * columns, (index + 1) * columns),
];

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** ‖W v‖ for every atom's inner product with v, the largest by size. */
const largestProduct = (atoms: Float32Array, v: readonly number[]): number =>
  Math.max(...Array.from({ length: units }, (_, unit) => Math.abs(dot(row(atoms, unit, pixels), v))));

/**
 * How far a code can be from the least energy, as a fraction of it. For any θ with 2‖Wᵀθ‖∞ ≤ λ the least energy is at least
 * ‖y‖² − ‖y − θ‖²: min over z and r of ‖r‖² + λ‖z‖₁ + 2θᵀ(y − Wz − r) is 2θᵀy − ‖θ‖² there, and −∞ elsewhere. The residual,
 * scaled into that set, is such a θ, and at the least energy the bound is met.
 */
function dualityGap({ y, z, atoms }: Coded, sample: number): number {
  const target = row(y, sample, pixels);
  const code = row(z, sample, units);
  const prediction = new Array<number>(pixels).fill(0);
  for (const [unit, value] of code.entries()) {
    for (const [pixel, weight] of row(atoms, unit, pixels).entries())
      prediction[pixel] = (prediction[pixel] ?? 0) + value * weight;
  }
  const residual = target.map((value, pixel) => value - (prediction[pixel] ?? 0));
  const scale = Math.min(1, lambda / (2 * largestProduct(atoms, residual)));
  const energy = dot(residual, residual) + lambda * code.reduce((sum, value) => sum + Math.abs(value), 0);
  const left = target.map((value, pixel) => value - scale * (residual[pixel] ?? 0));
  return (energy - dot(target, target) + dot(left, left)) / energy;
}

describe('sparse coding', () => {
  test('the duality gap certifies the inferred codes, and the atoms keep to the unit ball', async () => {
    const coded = codesOf(await inferring(iterating(600)));
    const gaps = [...all].map((sample) => dualityGap(coded, sample));
    expect(Math.max(...gaps)).toBeLessThan(5e-3);
    expect(Math.min(...gaps)).toBeGreaterThan(-1e-5);
    expect(Math.max(...norms(trained.trainer))).toBeLessThanOrEqual(1 + 1e-5);
  });

  test('training comes to the energy and the sparsity of known dictionaries, with no atom dead', async () => {
    const trainer = await inferring(iterating(600));
    const { energy } = await trainer.evaluate();
    expect(Math.abs(energy / reference.energy - 1)).toBeLessThan(0.2);
    const { z } = codesOf(trainer);
    expect(Math.abs(usedFraction(z) / reference.used - 1)).toBeLessThan(0.2);
    const dead = Array.from({ length: units }, (_, unit) => unit).filter((unit) =>
      [...all].every((sample) => z[sample * units + unit] === 0),
    );
    expect(dead).toEqual([]);
  });

  test('a penalty of 2‖Wᵀy‖∞ makes the code zero exactly, and any smaller one does not', async () => {
    const trainer = await inferring(iterating(100));
    const { y, atoms } = codesOf(trainer);
    const critical = [...all].map((sample) => 2 * largestProduct(atoms, row(y, sample, pixels)));
    const largest = Math.max(...critical);
    trainer.set('sparsity', 'weight', largest * (1 + 1e-5));
    expect(codesOf(trainer).z.every((value) => value === 0)).toBe(true);
    trainer.set('sparsity', 'weight', largest * 0.99);
    const { z } = codesOf(trainer);
    const used = [...all].filter((sample) => row(z, sample, units).some((value) => value !== 0));
    expect(used).toEqual([...all].filter((sample) => (critical[sample] ?? 0) > largest * 0.99));
  });

  test('a mean over 64 pixels of weight 64 is the sum of weight 1, to the inference and to the energy', async () => {
    const byMean = await inferring((text) =>
      iterating(100)(text).replace(
        '"squared-error", "weight": 1',
        '"squared-error", "weight": 64, "reduction": "mean"',
      ),
    );
    const bySum = await inferring(iterating(100));
    expect(byMean.manifest.terms[0]?.formula).toBe('‖x − x̂‖² / n');
    const [codes, reference] = [codesOf(byMean).z, codesOf(bySum).z];
    expect(Math.max(...codes.map((value, index) => Math.abs(value - (reference[index] ?? 0))))).toBeLessThan(1e-4);
    expect((await byMean.evaluate()).energy / (await bySum.evaluate()).energy).toBeCloseTo(1, 5);
  });

  test('FISTA is lower after fifty iterations than ISTA after two hundred', async () => {
    const energyOf = async (iterations: number, method: string): Promise<number> =>
      (await (await inferring(iterating(iterations, method))).evaluate()).energy;
    const least = await energyOf(600, 'fista');
    const [fast, slow, slower] = [await energyOf(50, 'fista'), await energyOf(200, 'ista'), await energyOf(50, 'ista')];
    expect(fast).toBeGreaterThan(least);
    expect(fast).toBeLessThan(slow);
    expect(slow).toBeLessThan(slower);
  });

  test('without a penalty the code is the least-squares one', async () => {
    const few = 10;
    const trainer = await trainerFor('sparse-coding', {
      change: (text) => {
        const graph = JSON.parse(iterating(600)(text));
        delete graph.nodes.sparsity;
        graph.nodes.code.dimensions = few;
        graph.edges = graph.edges.filter(({ from, to }: { from: string; to: string }) => !/sparsity/.test(from + to));
        return JSON.stringify(graph);
      },
    });
    opened.push(trainer);
    const { y, atoms } = codesOf(trainer);
    // The atoms made orthonormal (Gram–Schmidt): what is left of y beside them is what least squares misses.
    const basis: number[][] = [];
    const without = (v: readonly number[]): number[] =>
      basis.reduce<number[]>((left, q) => left.map((value, i) => value - dot(left, q) * (q[i] ?? 0)), [...v]);
    for (let unit = 0; unit < few; unit++) {
      const left = without(row(atoms, unit, pixels));
      basis.push(left.map((value) => value / Math.sqrt(dot(left, left))));
    }
    const missed = [...all].map((sample) => without(row(y, sample, pixels)));
    const least = missed.reduce((sum, left) => sum + dot(left, left), 0) / missed.length;
    expect((await trainer.evaluate()).energy / least).toBeCloseTo(1, 4);
  });

  test('atoms that are free outgrow the ball while the energy falls, which looks like progress', async () => {
    const trainer = await trainerFor('sparse-coding', { change: free });
    opened.push(trainer);
    await train(trainer, 300);
    const lengths = norms(trainer);
    expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeGreaterThan(2);
    expect((await trainer.evaluate()).energy).toBeLessThan(0.7 * (await trained.trainer.evaluate()).energy);
    expect(usedFraction(codesOf(trainer).z)).toBeGreaterThan(1.5 * usedFraction(codesOf(trained.trainer).z));
  }, 60_000);

  test('the gradient of the atoms is that of the least energy, by finite differences, with the code held constant', async () => {
    const trainer = await inferring(iterating(600));
    const { model } = trainer;
    const x = trainer.testSamples(all.subarray(0, 40));
    const atoms = model.variables[atomsName];
    if (!atoms) throw new Error('The decoder has no atoms.');
    const total = (): tf.Scalar => tf.mean(model.energy(x)) as tf.Scalar;
    const { grads } = tf.variableGrads(total, [atoms]);
    const gradient = grads[atoms.name] ?? tf.zerosLike(atoms);
    const squared = tf.sum(tf.square(gradient)).dataSync()[0] ?? 0;
    const h = 2e-2 / Math.sqrt(squared);
    const at = (amount: number): number =>
      tf.tidy(() => {
        const before = tf.clone(atoms);
        atoms.assign(tf.add(atoms, tf.mul(amount, gradient)));
        const value = total().dataSync()[0] ?? Number.NaN;
        atoms.assign(before);
        return value;
      });
    expect(squared).toBeGreaterThan(0);
    expect(Math.abs((at(h) - at(-h)) / (2 * h) / squared - 1)).toBeLessThan(0.01);
  });

  test('inference leaves no tensor behind, while it trains and when it is asked', async () => {
    const trainer = await inferring((text) => text);
    await train(trainer, 1);
    const before = tf.memory();
    await train(trainer, 3);
    codesOf(trainer);
    await trainer.evaluate();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });
});
