import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NumericArray } from '../../../core/data/array';
import { loadDataset } from '../../../core/data/datasets';
import { readNpy, writeNpy } from '../../../core/data/npy';
import { readSafetensors } from '../../../core/data/safetensors';
import { BuiltCli, repository, template } from './built-cli';

let cli: BuiltCli;
let digits: NumericArray;
let codes: NumericArray;
let energies: NumericArray;
let arrays = 0;
beforeAll(async () => {
  cli = await BuiltCli.build();
  const fetchFile = (name: string) => readFile(join(repository, 'data', name));
  digits = (await loadDataset('digits', { fetchFile })).test.values;
  await writeFile(cli.path('digits.npy'), writeNpy(digits));
  await cli.run('train', template('autoencoder'), '--steps', '60', '--out', 'ae');
  await cli.run('train', template('conv-vae'), '--steps', '10', '--out', 'vae');
  await cli.run('train', template('predict-the-future'), '--steps', '5', '--out', 'future');
  const upper = Float32Array.from({ length: 64 }, (_, pixel) => Number(pixel < 32));
  await writeFile(cli.path('few.npy'), writeNpy({ shape: [5, 8, 8, 1], data: digits.data.slice(0, 5 * 64) }));
  await writeFile(cli.path('upper.npy'), writeNpy({ shape: [8, 8], data: upper }));
  await writeFile(cli.path('three.npy'), writeNpy({ shape: [3, 8, 8], data: new Float32Array(192) }));
  await writeFile(cli.path('half.npy'), writeNpy({ shape: [8, 8], data: upper.map((seen) => seen / 2) }));
  await writeFile(cli.path('odd.npy'), writeNpy({ shape: [2, 5], data: new Float32Array(10) }));
  codes = await array('encode', 'autoencoder');
  energies = await array('energy', 'autoencoder');
}, 60_000);
afterAll(() => cli.remove());

const runs = { autoencoder: 'ae', 'conv-vae': 'vae', 'predict-the-future': 'future' };

async function array(command: string, model: keyof typeof runs, ...args: string[]): Promise<NumericArray> {
  const run = runs[model];
  const out = `array${arrays++}.npy`;
  const { code, stdout, stderr } = await cli.run(command, template(model), '--run', run, '--out', out, ...args);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  return readNpy(await readFile(cli.path(out)), out);
}

/** x W + b in double precision. */
function affine(x: readonly number[], weights: Float32Array, bias: Float32Array): number[] {
  return [...bias].map((offset, unit) =>
    x.reduce((sum, value, input) => sum + value * (weights[input * bias.length + unit] ?? 0), offset),
  );
}

describe.concurrent('A trained model', () => {
  it('encodes as its layers say, by hand', async () => {
    expect(codes.shape).toEqual([360, 8]);
    const { tensors } = readSafetensors(await readFile(cli.path('ae/weights.safetensors')), 'weights');
    const tensor = (name: string) => tensors.find((each) => each.name === name)?.data ?? new Float32Array();
    for (const sample of [0, 359]) {
      const x = [...digits.data.subarray(64 * sample, 64 * (sample + 1))];
      const h = affine(x, tensor('encoder.dense1.weights'), tensor('encoder.dense1.bias')).map((each) =>
        Math.max(0, each),
      );
      const z = affine(h, tensor('code.weights'), tensor('code.bias'));
      for (const [index, value] of z.entries()) expect(codes.data[8 * sample + index]).toBeCloseTo(value, 4);
    }
  });

  it('has for energy the squared error of its reconstruction', async () => {
    const reconstructions = await array('reconstruct', 'autoencoder');
    expect(energies.shape).toEqual([360]);
    expect(reconstructions.shape).toEqual([360, 8, 8, 1]);
    for (const sample of [0, 7, 359]) {
      let sum = 0;
      for (let at = 64 * sample; at < 64 * (sample + 1); at++) {
        sum += ((digits.data[at] ?? 0) - (reconstructions.data[at] ?? 0)) ** 2;
      }
      expect(energies.data[sample]).toBeCloseTo(sum, 4);
    }
  });

  it('reconstructs by decoding its codes', async () => {
    await writeFile(cli.path('codes.npy'), writeNpy(await array('encode', 'conv-vae')));
    const decoded = await array('decode', 'conv-vae', '--code', 'codes.npy');
    expect(decoded.shape).toEqual([360, 8, 8, 1]);
    expect(decoded).toEqual(await array('reconstruct', 'conv-vae'));
  });

  it('gives the same for samples from a file as for the same ones built in', async () => {
    expect(await array('encode', 'autoencoder', '--data', 'x=digits.npy')).toEqual(codes);
  });

  it('reads samples from CSV, with and without labels', async () => {
    const rows = [0, 1, 2].map((sample) => [...digits.data.subarray(64 * sample, 64 * (sample + 1))]);
    await writeFile(cli.path('plain.csv'), rows.map((row) => row.join()).join('\n'));
    await writeFile(cli.path('labelled.csv'), rows.map((row) => [...row, 'seven'].join()).join('\n'));
    const plain = await array('encode', 'autoencoder', '--data', 'x=plain.csv');
    expect(plain.shape).toEqual([3, 8]);
    for (const [index, value] of plain.data.entries()) expect(value).toBeCloseTo(codes.data[index] ?? 0, 5);
    expect(await array('encode', 'autoencoder', '--data', 'x=labelled.csv', '--label', 'last')).toEqual(plain);
  });

  it('draws the same for the same seed', async () => {
    const samples = await array('sample', 'conv-vae', '-n', '5', '--seed', '3');
    expect(samples.shape).toEqual([5, 8, 8, 1]);
    expect(await array('sample', 'conv-vae', '-n', '5', '--seed', '3')).toEqual(samples);
    expect(await array('sample', 'conv-vae', '-n', '5', '--seed', '4')).not.toEqual(samples);
    const noisy = await array('energy', 'conv-vae', '--seed', '3');
    expect(await array('energy', 'conv-vae', '--seed', '3')).toEqual(noisy);
    expect(await array('energy', 'conv-vae', '--seed', '4')).not.toEqual(noisy);
  });

  it.each(['autoencoder', 'conv-vae'] as const)('completes %s from a part that stays bit by bit', async (model) => {
    const options = ['--data', 'x=few.npy', '--mask', 'upper.npy', '--steps', '20', '--restarts', '2'];
    const completed = await array('complete', model, ...options);
    expect(completed.shape).toEqual([5, 8, 8, 1]);
    for (const [index, value] of completed.data.entries()) {
      if (index % 64 < 32) expect(Object.is(value, digits.data[index])).toBe(true);
      else expect(Number.isFinite(value)).toBe(true);
    }
    expect(completed.data.some((value, index) => index % 64 >= 32 && value !== digits.data[index])).toBe(true);
  });

  it.each([
    ['three.npy', 'three.npy holds 3 masks for 5 samples; give as many, or one of 8×8×1 for all.'],
    ['half.npy', 'half.npy holds 0.5; a mask holds 1 where a sample is seen and 0 where it is hidden.'],
    ['odd.npy', 'odd.npy holds 2 samples of 5 values; node x needs 8×8×1 (64 values a sample).'],
  ])('takes no mask that does not fit: %s', async (mask, sentence) => {
    const options = ['--run', 'ae', '--data', 'x=few.npy', '--mask', mask, '--json'];
    const { code, stderr } = await cli.run('complete', template('autoencoder'), ...options);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${sentence}\n` });
  });

  it('has a free energy: of a function of the sample it is the energy', async () => {
    expect(await array('energy', 'autoencoder', '--beta', '2')).toEqual(energies);
  });

  it('has a free energy: of choices it lies at most (log K) / β above the least', async () => {
    const [least, free] = [
      await array('energy', 'predict-the-future'),
      await array('energy', 'predict-the-future', '--beta', '3'),
    ];
    for (const [index, value] of free.data.entries()) {
      const above = value - (least.data[index] ?? Number.NaN);
      expect(above).toBeGreaterThan(-1e-4);
      expect(above).toBeLessThan(Math.log(4) / 3 + 1e-4);
    }
  });

  it('has a free energy: of a Gaussian code it lies below the bound that the energy is', async () => {
    const mean = ({ data }: NumericArray): number => data.reduce((sum, value) => sum + value, 0) / data.length;
    const free = await array('energy', 'conv-vae', '--beta', '1', '--draws', '50');
    expect(free.shape).toEqual([360]);
    expect(mean(free)).toBeLessThan(mean(await array('energy', 'conv-vae')));
  });

  it('sums itself up in one line', async () => {
    const { stdout } = await cli.run('energy', template('autoencoder'), '--run', 'ae', '--json');
    const { shape, mean, min, max } = JSON.parse(stdout);
    expect({ shape, min, max }).toEqual({
      shape: [360],
      min: Math.min(...energies.data),
      max: Math.max(...energies.data),
    });
    const record = JSON.parse(await readFile(cli.path('ae/run.json'), 'utf8'));
    expect(mean).toBeCloseTo(record.final.energy, 4);
  });

  it.each([
    ['sample', 'autoencoder', 'cannot sample: no prior says what codes to draw'],
    ['encode', 'denoising-autoencoder', 'cannot encode: it has no latent code'],
  ])('says why it cannot %s (%s)', async (command, model, reason) => {
    const run = model === 'autoencoder' ? 'ae' : 'dae';
    if (run === 'dae') await cli.run('train', template(model), '--steps', '1', '--out', run);
    const { code, stderr } = await cli.run(command, template(model), '--run', run, '--json');
    expect(code).toBe(2);
    expect(stderr).toContain(`${template(model)} ${reason}`);
  });

  it('takes no weights of another graph, and names the first that does not fit', async () => {
    const { code, stderr } = await cli.run('energy', template('autoencoder'), '--run', 'vae', '--json');
    expect(code).toBe(2);
    expect(stderr).toBe(
      `The weights of vae do not fit ${template('autoencoder')}: they lack “encoder.dense1.weights”.\n`,
    );
  });
});
