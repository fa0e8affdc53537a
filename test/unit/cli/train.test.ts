import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '../../../core/data/npy';
import { readSafetensors } from '../../../core/data/safetensors';
import { BuiltCli, template } from './built-cli';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await BuiltCli.build();
});
afterAll(() => cli.remove());

const autoencoder = template('autoencoder');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const runFiles = [
  'curve.csv',
  'graph.ebm.json',
  'model.mjs',
  'optimizer.safetensors',
  'run.json',
  'snapshots',
  'weights.safetensors',
];

describe.concurrent('ebm train', () => {
  it('lowers the energy on held-out data and prints one JSON object', async () => {
    const { code, stdout, stderr } = await cli.run('train', autoencoder, '--steps', '60', '--seed', '1', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ name: 'Autoencoder', steps: 60, seed: 1, ended: 'steps', backend: 'wasm' });
    // 1437 samples in batches of 128 make 11 steps an epoch.
    expect(result.epochs).toBeCloseTo(60 / 11, 9);
    expect(result.final.energy).toBeLessThan(result.start.energy / 5);
    // A sum of squares over 64 pixels against their mean.
    expect(result.final.energy).toBeCloseTo(64 * result.final.reconstructionError, 4);
    expect(result.final.energy).toBe(result.final.terms.reconstruction);
  });

  it('brings a variational autoencoder well under its start in one epoch of MNIST', async () => {
    const { code, stdout } = await cli.run('train', template('vae'), '--epochs', '1', '--seed', '1');
    const { steps, start, final } = JSON.parse(stdout);
    // 10 000 samples in batches of 128.
    expect({ code, steps }).toEqual({ code: 0, steps: 78 });
    // Bernoulli pixels of probability ½ cost 784 ln 2 nats; those of the mean training image, 199.6 on the held-out ones.
    expect(start.energy).toBeGreaterThan(784 * Math.LN2);
    expect(final.energy).toBeLessThan(199.6);
    expect(final.energy).toBeCloseTo(final.terms.reconstruction + final.terms.kl, 9);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const of = async (out: string, seed: string) => {
      await cli.run('train', autoencoder, '--steps', '60', '--seed', seed, '--out', out);
      const files = ['curve.csv', 'weights.safetensors'].map((name) => readFile(cli.path(`${out}/${name}`)));
      return (await Promise.all(files)).map(sha256);
    };
    const [first, again, other] = [await of('a', '1'), await of('b', '1'), await of('c', '2')];
    expect(again).toEqual(first);
    expect(other[0]).not.toBe(first[0]);
    expect(other[1]).not.toBe(first[1]);
  });

  it('takes the backend that was found fastest before, until it is told otherwise', async () => {
    // A batch that no other test has: what is remembered is of the program and its batch.
    const train = async (...args: string[]) => {
      const { code, stdout, stderr } = await cli.run('train', autoencoder, '--batch', '77', '--steps', '2', ...args);
      expect(code).toBe(0);
      return { backend: JSON.parse(stdout).backend, said: stderr.split('\n')[0] ?? '' };
    };
    const measured = await train();
    expect(measured.said).toMatch(/^Measured on this model, a step takes [\d.]+ ms on WebAssembly[^:]*\.$/);
    const again = await train();
    expect(again.backend).toBe(measured.backend);
    expect(again.said).toContain(`${measured.said} That is remembered from an earlier run: --backend names another, `);
    const [, memory = ''] = /without (.+) it is measured anew\.$/.exec(again.said) ?? [];
    await writeFile(memory, JSON.stringify({ backend: 'cpu', times: [{ backend: 'cpu', milliseconds: 3 }] }));
    const told = await train();
    expect(told.backend).toBe('cpu');
    expect(told.said).toMatch(/^Measured on this model, a step takes 3\.0 ms on plain JavaScript\. That is remembered/);
    expect((await train('--backend', 'wasm')).backend).toBe('wasm');
    expect((await train('--plain')).said).not.toContain('remembered');
    for (const other of ['{', '{"backend":"webgl","times":[]}']) {
      await writeFile(memory, other);
      expect((await train()).said).toMatch(/^Measured on this model, (?!.*remembered)/);
    }
  });

  it('says why the steps of a model are not replayed, where they are not', async () => {
    const text = await readFile(autoencoder, 'utf8');
    const decaying = text.replace('"optimizer": "adam"', '"optimizer": "adamw", "schedule": "exponential"');
    await writeFile(cli.path('decaying.ebm.json'), decaying);
    const said =
      'The steps of this model are not recorded and replayed, because it computes with other numbers at each step.';
    expect((await cli.run('train', 'decaying.ebm.json', '--steps', '3')).stderr.split('\n')).toContain(said);
    expect((await cli.run('train', autoencoder, '--steps', '3')).stderr).not.toContain('replayed');
  });

  it('leaves a run that tells what it was made from', async () => {
    const { stdout } = await cli.run('train', template('conv-vae'), '--steps', '3', '--out', 'deep/run');
    expect((await readdir(cli.path('deep/run'))).sort()).toEqual(runFiles);
    const file = (name: string) => readFile(cli.path(`deep/run/${name}`));
    const record = JSON.parse(String(await file('run.json')));
    const graph = await readFile(template('conv-vae'));
    expect(await file('graph.ebm.json')).toEqual(graph);
    expect(record).toMatchObject({
      ...JSON.parse(stdout),
      id: 'run',
      precision: 'float32',
      curve: 'curve.csv',
      weightsStep: 3,
      parent: null,
      edits: [],
    });
    expect(record.graph.sha256).toBe(sha256(graph));
    expect(record.code.sha256).toBe(sha256(await file('model.mjs')));
    expect(String(await file('model.mjs'))).toBe((await cli.run('compile', template('conv-vae'))).stdout);

    const rows = String(await file('curve.csv'))
      .trimEnd()
      .split('\n');
    expect(rows[0]).toBe('step,reconstruction,kl');
    expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual(['1', '2', '3']);

    const { tensors } = readSafetensors(await file('weights.safetensors'), 'weights');
    expect(tensors.reduce((sum, { data }) => sum + data.length, 0)).toBe(record.parameters);
    expect(tensors.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it('holds out the last tenth of a file, or another file', async () => {
    const rows = (count: number, value: number) =>
      writeNpy({ shape: [count, 64], data: new Float32Array(64 * count).fill(value) });
    await writeFile(cli.path('ones.npy'), rows(25, 1));
    await writeFile(cli.path('zeros.npy'), rows(7, 0));
    const counts = async (...args: string[]) => {
      const { stdout } = await cli.run('train', autoencoder, '--epochs', '2', '--batch', '10', ...args);
      const { steps, data } = JSON.parse(stdout);
      return { steps, train: data.x.train.samples, test: data.x.test.samples };
    };
    expect(await counts('--data', 'x=ones.npy')).toEqual({ steps: 4, train: 23, test: 2 });
    expect(await counts('--data', 'x=ones.npy', '--test', 'x=zeros.npy')).toEqual({ steps: 4, train: 25, test: 7 });
  });

  it('names the data by their digest', async () => {
    const values = new Float32Array(640).map((_, index) => (index % 100) / 100);
    await writeFile(cli.path('ramp.npy'), writeNpy({ shape: [10, 64], data: values }));
    const { stdout } = await cli.run('train', autoencoder, '--steps', '1', '--data', 'x=ramp.npy');
    const { train, test } = JSON.parse(stdout).data.x;
    const digest = (part: Float32Array) => sha256(new Uint8Array(part.slice().buffer));
    expect(train.sha256).toBe(digest(values.subarray(0, 576)));
    expect(test.sha256).toBe(digest(values.subarray(576)));
    expect(train.fileSha256).toBe(sha256(await readFile(cli.path('ramp.npy'))));
  });

  it('replaces an earlier run', async () => {
    await cli.run('train', autoencoder, '--steps', '2', '--out', 'again');
    expect((await cli.run('train', autoencoder, '--steps', '1', '--out', 'again')).code).toBe(0);
    expect(JSON.parse(await readFile(cli.path('again/run.json'), 'utf8')).steps).toBe(1);
    expect((await readdir(cli.path('again'))).sort()).toEqual(runFiles);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with a run that can be used', async (signal) => {
    const out = `stopped-${signal}`;
    const { code, stdout } = await cli.signal(signal, ['train', autoencoder, '--steps', '1000000', '--out', out]);
    const result = JSON.parse(stdout);
    expect({ code, ended: result.ended }).toEqual({ code: 130, ended: 'interrupted' });
    expect(result.steps).toBeGreaterThan(0);
    const curve = await readFile(cli.path(`${out}/curve.csv`), 'utf8');
    expect(curve.trimEnd().split('\n')).toHaveLength(result.steps + 1);
    const used = await cli.run('encode', autoencoder, '--run', out, '--json');
    expect(JSON.parse(used.stdout).shape).toEqual([360, 8]);
  });

  it.each(['a number of steps', 'an interruption'])(
    'goes on after %s to the bit as if it had not stopped',
    async (why) => {
      const graph = template('denoising-autoencoder');
      const [whole, parts] = [`whole after ${why}`, `parts after ${why}`];
      await cli.run('train', graph, '--steps', '60', '--out', whole);
      if (why === 'an interruption') {
        await cli.signal('SIGINT', ['train', graph, '--steps', '60', '--out', parts]);
        expect(JSON.parse(await readFile(cli.path(`${parts}/run.json`), 'utf8')).ended).toBe('interrupted');
        await cli.run('train', graph, '--resume', parts);
      } else {
        await cli.run('train', graph, '--steps', '25', '--out', parts);
        await cli.run('train', graph, '--resume', parts, '--steps', '60');
      }
      for (const file of ['curve.csv', 'weights.safetensors', 'optimizer.safetensors'])
        expect(sha256(await readFile(cli.path(`${parts}/${file}`))), file).toBe(
          sha256(await readFile(cli.path(`${whole}/${file}`))),
        );
      const record = JSON.parse(await readFile(cli.path(`${parts}/run.json`), 'utf8'));
      const { start, final } = JSON.parse(await readFile(cli.path(`${whole}/run.json`), 'utf8'));
      expect(record).toMatchObject({ steps: 60, weightsStep: 60, ended: 'steps', start, final });
      expect(record.resumedAt).toHaveLength(1);
    },
  );

  it('forks a run from a snapshot, which says where it is from and takes the same course with the same numbers', async () => {
    const graph = template('denoising-autoencoder');
    await cli.run('train', graph, '--steps', '230', '--out', 'trunk');
    expect(await readdir(cli.path('trunk/snapshots'))).toEqual(
      [0, 100, 200].map((n) => `${String(n).padStart(8, '0')}.safetensors`),
    );
    await cli.run('train', graph, '--fork', 'trunk', '--at', '100', '--steps', '230', '--out', 'branch');
    for (const file of ['curve.csv', 'weights.safetensors', 'optimizer.safetensors'])
      expect(sha256(await readFile(cli.path(`branch/${file}`))), file).toBe(
        sha256(await readFile(cli.path(`trunk/${file}`))),
      );
    const record = JSON.parse(await readFile(cli.path('branch/run.json'), 'utf8'));
    expect(record).toMatchObject({ id: 'branch', parent: { id: 'trunk', step: 100 }, resumedAt: [] });
    const { code, stderr } = await cli.run('train', graph, '--fork', 'trunk', '--at', '150');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'trunk has no snapshot of step 150; it has 0, 100, 200, 230.\n',
    });
  });

  it('lists runs, and lays them beside each other with what differs', async () => {
    await cli.run('train', autoencoder, '--steps', '20', '--out', 'shelf/one');
    await cli.run('train', autoencoder, '--steps', '20', '--seed', '2', '--out', 'shelf/two');
    const rows = (await cli.run('runs', 'shelf')).stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^run +began +seed +steps +energy +ended +backend +graph +forked from$/);
    // The newest first.
    expect(rows[1]).toMatch(/^shelf\/two .* 2 +20 +[\d.]+ +steps +wasm /);
    const { stdout } = await cli.run('runs', 'shelf/one', 'shelf/two', '--compare');
    expect(stdout).toMatch(/^seed +2 +1$/m);
    expect(stdout).not.toMatch(/^optimizer/m);
    expect(stdout).toMatch(/^energy to step 20 +[\d.]+ +[\d.]+$/m);
    const records = JSON.parse((await cli.run('runs', 'shelf', '--json')).stdout);
    expect(records.map(({ path, seed }: { path: string; seed: number }) => [path, seed])).toEqual([
      ['shelf/two', 2],
      ['shelf/one', 1],
    ]);
    expect((await cli.run('runs', 'nowhere')).stderr).toBe(
      'There is no folder nowhere; name a run that ebm train --out wrote, or a folder of them.\n',
    );
  });

  it('goes on with a run only for its own graph, data, seed and batch', async () => {
    await cli.run('train', autoencoder, '--steps', '2', '--out', 'own');
    const refused = async (...args: string[]) => {
      const { code, stderr } = await cli.run('train', ...args, '--resume', 'own');
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused(template('vae'))).toMatch(/is not the graph of own as it was: name own\/graph\.ebm\.json/);
    expect(await refused(autoencoder, '--seed', '2')).toMatch(/^--seed is the run's own/);
    const other = writeNpy({ shape: [20, 64], data: new Float32Array(20 * 64) });
    await writeFile(cli.path('other.npy'), other);
    expect(await refused(autoencoder, '--data', 'x=other.npy')).toMatch(/samples of “x” are not those of own/);
    expect((await cli.run('train', 'own/graph.ebm.json', '--resume', 'own', '--steps', '3')).code).toBe(0);
  });

  it('says where a number stopped being finite, and keeps the last weights that were', async () => {
    const text = await readFile(autoencoder, 'utf8');
    const wild = text
      .replace(/"optimizer": "adam"/, '"optimizer": "sgd"')
      .replace(/"learningRate": [\d.]+/, '"learningRate": 100');
    await writeFile(cli.path('wild.ebm.json'), wild);
    const { code, stdout, stderr } = await cli.run(
      'train',
      'wild.ebm.json',
      '--steps',
      '50',
      '--out',
      'wild',
      '--json',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^At step \d+ the term “reconstruction” is no longer a finite number: .*\n$/);
    expect(JSON.parse(stdout).ended).toBe('not finite');
    const { tensors } = readSafetensors(await readFile(cli.path('wild/weights.safetensors')), 'weights');
    expect(tensors.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it('trains without WebAssembly to the same energy', async () => {
    const energy = async (backend: string) => {
      const { stdout } = await cli.run(
        'train',
        template('denoising-autoencoder'),
        '--steps',
        '5',
        '--backend',
        backend,
      );
      expect(JSON.parse(stdout).backend).toBe(backend);
      return JSON.parse(stdout).final.energy;
    };
    expect(await energy('cpu')).toBeCloseTo(await energy('wasm'), 4);
  });
});
