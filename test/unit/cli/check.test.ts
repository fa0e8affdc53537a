import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltCli, template } from './built-cli';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());

/** The variational autoencoder without the noise between its code and its decoder. */
async function withoutNoise(): Promise<string> {
  const text = await readFile(template('vae'), 'utf8');
  const broken = text
    .split('\n')
    .filter((line) => !/"noise|noise\./.test(line) || line.includes('decoder.code'))
    .map((line) => line.replace('noise.output', 'code.code'))
    .join('\n');
  const path = cli.path('broken.ebm.json');
  await writeFile(path, broken);
  return path;
}

describe('ebm check', () => {
  it('finds nothing in the templates', async () => {
    const names = ['autoencoder', 'conv-vae', 'denoising-autoencoder', 'pca', 'vae'];
    const { code, stdout } = await cli.run('check', ...names.map(template));
    expect(code).toBe(0);
    expect(stdout.endsWith('\n0 errors, 0 warnings\n')).toBe(true);
  });

  it('says what keeps the energy high off the data', async () => {
    const { stdout } = await cli.run('check', template('vae'));
    expect(stdout).toContain('low energy is limited by few dimensions (code), noise with a prior (kl)\n');
  });

  it('mends what has a fix and leaves the rest of the file alone', async () => {
    const path = await withoutNoise();
    const before = await readFile(path, 'utf8');
    const { code } = await cli.run('check', path, '--fix');
    const after = await readFile(path, 'utf8');
    expect(code).toBe(0);
    expect(after).toContain('"noise": { "block": "reparameterized-noise" }');
    const added = after.split('\n').filter((line) => !before.includes(line.replace(/,$/, '')));
    expect(added).toHaveLength(4);
  });

  it('gives the shape at each port and the number of parameters', async () => {
    const { stdout } = await cli.run('check', template('vae'), '--json');
    const report = JSON.parse(stdout);
    expect(report.diagnostics).toEqual([]);
    expect(report.shapes['encoder.input']).toEqual({
      shape: '28×28×1',
      sizes: [28, 28, 1],
      axes: ['height', 'width', 'channel'],
      role: 'observation',
    });
    expect(report.shapes['noise.output'].sizes).toEqual([20]);
    expect(report.blocks.encoder.layers.map((each: { shape: string }) => each.shape)).toEqual(['784', '400']);
    expect(report.blocks.encoder).toMatchObject({ parameters: 785 * 400, multiplyAdds: 784 * 400 });
    expect(Object.values<{ stepBytes: number }>(report.blocks).reduce((sum, each) => sum + each.stepBytes, 0)).toBe(
      report.stepBytes,
    );
    const dense = (inputs: number, units: number) => (inputs + 1) * units;
    expect(report.parameters).toBe(dense(784, 400) + 2 * dense(400, 20) + dense(20, 400) + dense(400, 784));
  });

  it('reads a file of format 1 without writing it, and with --fix writes it in format 2', async () => {
    const today = await readFile(template('sparse-coding'), 'utf8');
    const older = today
      .replace('"format": 2', '"format": 1')
      .replace('"inference": "fista", "steps"', '"inference": "fista", "iterations"');
    const path = cli.path('older.ebm.json');
    await writeFile(path, older);
    const { code, stdout } = await cli.run('check', path);
    expect(code).toBe(0);
    expect(stdout).toContain('information EBM1016: ');
    expect(await readFile(path, 'utf8')).toBe(older);
    expect((await cli.run('check', path, '--fix')).stdout).not.toContain('EBM1016');
    expect(await readFile(path, 'utf8')).toBe(today);
  });

  it('prints one object a line for several files', async () => {
    const { stdout } = await cli.run('check', template('vae'), template('pca'), '--json');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).file),
    ).toEqual([template('vae'), template('pca')]);
  });

  it('places an error where the wire stands in the text, and says how to mend it', async () => {
    const path = await withoutNoise();
    const lines = (await readFile(path, 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.includes('code.code') && each.includes('decoder.code'));
    const { code, stdout } = await cli.run('check', path, '--json');
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.parameters).toBeNull();
    expect(report.diagnostics).toHaveLength(1);
    const [diagnostic] = report.diagnostics;
    expect(diagnostic).toMatchObject({ file: path, code: 'EBM1013', severity: 'error', node: 'decoder' });
    expect(diagnostic.fixes).toEqual(['Insert reparameterized noise']);
    expect(diagnostic.page).toBe(join('docs', 'diagnostics', 'EBM1013.md'));
    const { start, end } = diagnostic.range;
    expect([start.line, end.line]).toEqual([line, line]);
    expect(JSON.parse((lines[line] ?? '').slice(start.character, end.character).replace(/,$/, ''))).toEqual({
      from: 'code.code',
      to: 'decoder.code',
    });

    const human = await cli.run('check', path);
    expect(human.code).toBe(1);
    expect(human.stdout).toContain(`${path}:${line + 1}:${start.character + 1}: error EBM1013: `);
    expect(human.stdout).toContain('\n  fix: Insert reparameterized noise\n');
    expect(human.stdout.trimEnd().split('\n').at(-1)).toBe('1 error, 0 warnings');
  });

  it('names the page of each number once, behind the last diagnostic', async () => {
    const path = cli.path('twice.ebm.json');
    await writeFile(path, (await readFile(template('vae'), 'utf8')).replaceAll('"layer": "dense"', '"layer": "dens"'));
    const { stdout } = await cli.run('check', path, path);
    const lines = stdout.split('\n');
    const page = `see ${join('docs', 'diagnostics', 'EBM1003.md')}`;
    expect(lines.filter((line) => line.startsWith('see '))).toEqual([page]);
    expect(lines.indexOf(page)).toBeGreaterThan(lines.findLastIndex((line) => line.includes('EBM1003: ')));
  });

  it('lets no control character of a graph reach the terminal', async () => {
    const path = cli.path('escape.ebm.json');
    await writeFile(path, '{ "format": 2, "nodes": { "x": { "block": "\\u001b[31mred" } } }');
    const { code, stdout } = await cli.run('check', path);
    expect(code).toBe(1);
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('[31mred');
  });

  it('reads text that is no JSON', async () => {
    await writeFile(cli.path('torn.ebm.json'), '{ "format": 2, "nodes": {');
    const { code, stdout } = await cli.run('check', 'torn.ebm.json');
    expect(code).toBe(1);
    expect(stdout).toContain('torn.ebm.json:1:');
    expect(stdout).toContain('EBM1001');
  });
});
