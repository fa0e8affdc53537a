import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../../core/data/npy';
import { BuiltCli, template } from './built-cli';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await BuiltCli.build();
  await mkdir(cli.path('full'));
  await writeFile(cli.path('full/diary.txt'), 'mine');
  const array = (shape: number[], value: number) =>
    writeNpy({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value) });
  await writeFile(cli.path('five.npy'), array([3, 5], 0.5));
  await writeFile(cli.path('nan.npy'), array([3, 64], Number.NaN));
  await writeFile(cli.path('bright.npy'), array([3, 64], 16));
  await writeFile(cli.path('single.npy'), array([1, 64], 0.5));
  await writeFile(cli.path('cut.npy'), array([3, 64], 0.5).subarray(0, 300));
});
afterAll(() => cli.remove());

const train = (...args: string[]) => ['train', template('autoencoder'), ...args];

describe.concurrent('What cannot be done is said in one sentence, with exit code 2:', () => {
  it.each([
    ['no command', [], 'No command was named; ebm --help lists them.'],
    ['an unknown command', ['chek'], 'There is no command “chek”; did you mean “check”?'],
    ['an unknown option', train('--stps', '3'), 'There is no option --stps; did you mean --steps?'],
    ['a missing value', train('--steps'), '--steps needs a value behind it: ebm train --help lists what it takes.'],
    ['a bad number', train('--steps', '1e3x'), '--steps takes a whole number from 1 to 10000000; “1e3x” is not one.'],
    ['a negative number', train('--seed=-1'), '--seed takes a whole number from 0 to 2147483647; “-1” is not one.'],
    ['an option twice', train('--seed', '1', '--seed', '2'), '--seed stands more than once; give it once.'],
    ['two ends', train('--steps', '1', '--epochs', '1'), '--steps and --epochs both say where to end; give one.'],
    ['no file', ['check'], 'No file was named; give the path of a graph, NAME.ebm.json.'],
    ['a missing file', ['check', 'nothing.ebm.json'], 'There is no file nothing.ebm.json.'],
    ['a folder for a file', ['check', 'full'], 'full is a folder; name a file.'],
    ['an unknown backend', train('--backend', 'gpu'), '--backend takes one of auto, wasm, cpu; “gpu” is none of them.'],
    [
      'data of no node',
      train('--data', 'y=a.npy'),
      '--data names “y”, and the graph has no such observation; it has x.',
    ],
    [
      'data of another shape',
      train('--data', 'x=five.npy'),
      'five.npy holds 3 samples of 5 values; node x needs 8×8×1 (64 values a sample).',
    ],
    [
      'data out of range',
      train('--data', 'x=bright.npy'),
      'bright.npy holds values from 16 to 16; node x needs values from 0 to 1: scale them before saving.',
    ],
    [
      'data that end early',
      train('--data', 'x=cut.npy'),
      'cut.npy ends early: its header announces 768 bytes of data and 172 are there; save or copy it again.',
    ],
    [
      'one sample alone',
      train('--data', 'x=single.npy'),
      'single.npy holds one sample; give at least two, of which one is held out, or name a file with --test.',
    ],
    [
      'a run over other files',
      train('--out', 'full'),
      'full holds files and is not a run; name an empty or new folder for the run.',
    ],
    [
      'a run without weights',
      ['energy', template('vae'), '--run', 'full', '--json'],
      'There is no file full/weights.safetensors.',
    ],
    [
      'no mask',
      ['complete', template('vae'), '--run', 'full', '--json'],
      '--mask is missing: name an array that is 1 where a sample is seen and 0 where it is hidden.',
    ],
    [
      'draws of nothing',
      ['energy', template('vae'), '--run', 'full', '--json', '--draws', '5'],
      '--draws estimates a free energy; say at which inverse temperature, as in --beta 1.',
    ],
    [
      'no place for an array',
      ['energy', template('vae'), '--run', 'full'],
      '--out is missing: name the file for the array, as in --out result.npy.',
    ],
  ])('%s', async (_, args, sentence) => {
    expect(await cli.run(...args)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it('a value that is not finite, with its place', async () => {
    const { code, stderr } = await cli.run(...train('--data', 'x=nan.npy'));
    expect(code).toBe(2);
    expect(stderr).toContain('nan.npy holds NaN at index [0, 0]');
  });
});

describe.concurrent('Help', () => {
  it.each(['check', 'compile', 'train', 'energy', 'encode', 'decode', 'reconstruct', 'complete', 'sample'])(
    'tells the options of %s, with an example',
    async (command) => {
      const { code, stdout, stderr } = await cli.run(command, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: ebm ${command} `);
      expect(stdout).toContain(`Example:\n  ebm ${command} `);
    },
  );

  it('lists every command', async () => {
    const { code, stdout } = await cli.run('--help');
    expect(code).toBe(0);
    for (const command of [
      'check',
      'compile',
      'train',
      'energy',
      'encode',
      'decode',
      'reconstruct',
      'complete',
      'sample',
    ]) {
      expect(stdout).toContain(`  ebm ${command} FILE`);
    }
  });

  it('gives the version of the package', async () => {
    const { version } = await import('../../../package.json');
    expect(await cli.run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
