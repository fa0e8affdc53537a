import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltCli, template } from './built-cli';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());

describe('ebm diff', () => {
  it('says what changed in meaning, a line each, and that it did by its exit code', async () => {
    const text = await readFile(template('vae'), 'utf8');
    const changed = cli.path('changed.ebm.json');
    await writeFile(
      changed,
      text.replace('"dimensions": 20', '"dimensions": 2').replace('"x": { "x": 0', '"x": { "x": 7'),
    );
    const { code, stdout } = await cli.run('diff', template('vae'), changed);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'code.dimensions: 20 → 2\n' });
    const report = JSON.parse((await cli.run('diff', template('vae'), changed, '--json')).stdout);
    expect(report.moved).toEqual(['x']);
    expect(report.changes).toHaveLength(1);
  });

  it('takes a parameter that is written as its default, or left out, for the same', async () => {
    const text = await readFile(template('vae'), 'utf8');
    const changed = cli.path('spelled-out.ebm.json');
    const bare = text.replace('"block": "kl", "weight": 1', '"block": "kl"');
    await writeFile(
      changed,
      bare.replace('"units": 784', '"units": 784, "bias": "learned"').replace(', "seed": 1', ''),
    );
    expect(await cli.run('diff', template('vae'), changed)).toMatchObject({ code: 0, stdout: '' });
    await writeFile(changed, bare.replace('"block": "kl"', '"block": "kl", "mine": 2'));
    expect((await cli.run('diff', template('vae'), changed)).stdout).toBe('kl.mine: nothing → 2\n');
  });

  it('finds a graph equal to itself', async () => {
    expect(await cli.run('diff', template('vae'), template('vae'))).toMatchObject({ code: 0, stdout: '' });
  });

  it('wants two files', async () => {
    expect(await cli.run('diff', template('vae'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Two files'),
    });
  });
});
