import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltCli, template } from './built-cli';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());

const imports = (source: string): string[] => source.split('\n').filter((line) => /\bimport\b|\brequire\b/.test(line));

describe('ebm compile', () => {
  it('prints a module that imports TensorFlow.js and nothing else', async () => {
    const { code, stdout, stderr } = await cli.run('compile', template('vae'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(imports(stdout)).toEqual(["import * as tf from '@tensorflow/tfjs';"]);
    expect(stdout).toContain('export function createModel(');
  });

  it('writes the same bytes to a file as to standard output', async () => {
    const { stdout: printed } = await cli.run('compile', template('vae'));
    const { code, stdout } = await cli.run('compile', template('vae'), '--out', 'vae.mjs');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(await readFile(cli.path('vae.mjs'), 'utf8')).toBe(printed);
  });

  it('writes TypeScript when asked', async () => {
    const { stdout } = await cli.run('compile', template('vae'), '--language', 'ts');
    expect(stdout).toContain(': tf.Tensor');
    expect(imports(stdout)).toEqual(["import * as tf from '@tensorflow/tfjs';"]);
  });

  it('shows what is wrong with a graph instead, on standard error', async () => {
    await writeFile(cli.path('empty.ebm.json'), '{ "format": 2, "nodes": {} }');
    const { code, stdout, stderr } = await cli.run('compile', 'empty.ebm.json', '--out', 'empty.mjs');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('empty.ebm.json:1:1: error EBM1012: ');
    await expect(readFile(cli.path('empty.mjs'))).rejects.toThrow();
  });

  it('knows one target', async () => {
    const { code, stderr } = await cli.run('compile', template('vae'), '--target', 'fortran');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'There is no target “fortran”; code is emitted for tfjs.\n' });
  });
});
