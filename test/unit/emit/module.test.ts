import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { compile } from '../../../core/compile';
import { emitTfjs } from '../../../core/emit/tfjs/emit';
import { asScript } from '../../../core/emit/tfjs/script';
import type { Json } from '../../../core/graph/document';
import { parse } from '../../../core/graph/parse';
import { lower } from '../../../core/lowering/lower';
import type { EmittedModule } from '../../../core/program/manifest';
import { template, templates } from '../templates';
import { blockGraphs, dense, flatten, trainedBy } from './graphs';
import { activations, stacks, withLayers } from './layer-graphs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

function emit(text: string, language: 'js' | 'ts' = 'js'): EmittedModule {
  const { module, checked } = compile(text, { fileName: 'graph.ebm.json', language });
  if (!module) throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
  return module;
}

/** A folder inside the repository, so that packages and settings are found as a user's file would find them. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(`${root}test/results-emitted-`);
  try {
    return await work(`${folder}/`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What no template has. */
const variants = [
  { id: 'sparse-coding-by-ista', text: template('sparse-coding').replace('"fista"', '"ista"') },
  {
    id: 'sparse-coding-without-penalty',
    text: template('sparse-coding').replace(',\n    { "from": "sparsity.energy", "to": "energy.terms" }', ''),
  },
  {
    id: 'joint-embedding',
    text: readFileSync(new URL('../../../docs/diagnostics/graphs/EBM3012.right.ebm.json', import.meta.url), 'utf8'),
  },
  ...['sparse-coding', 'masked-prediction', 'vae'].map((id) => ({
    id: `${id}-by-means`,
    text: template(id).replace(/"block": "(squared-error|bernoulli)"/, '$&, "reduction": "mean"'),
  })),
  ...['warm-up', 'cosine', 'step', 'exponential'].flatMap((schedule) =>
    ['autoencoder', 'jepa'].map((id) => ({
      id: `${id}-${schedule}`,
      text: trainedBy(template(id), {
        schedule,
        warmUp: schedule === 'cosine' && id === 'jepa' ? 0 : 100,
        ...(id === 'jepa' ? { optimizer: 'adamw' } : { optimizer: 'momentum', clipping: 'norm' }),
      }),
    })),
  ),
];
const emitted = [...templates, ...variants, ...blockGraphs];

/** Every layer and activation, as it is printed for one gradient and for a gradient of a gradient. */
const layerModules = [
  ...Object.entries(stacks),
  ...activations.map((kind): [string, Json[]] => [`activation-${kind}`, [flatten, dense(5, kind)]]),
].flatMap(([name, stack]) =>
  [false, true].map((secondOrder) => ({
    id: `${name.replace(/\W+/g, '-')}${secondOrder ? '-second-order' : ''}`,
    program: { ...lower(check(parse(withLayers(stack, 'huber')))), secondOrder },
  })),
);

describe('the emitted module', () => {
  test.each(templates)('of $id imports TensorFlow.js and nothing else', ({ text }) => {
    const { source } = emit(text);
    expect(source.match(/^import .*$/gm)).toEqual(["import * as tf from '@tensorflow/tfjs';"]);
    expect(source).not.toMatch(/\beval\b|new Function|require\(/);
  });

  test('is formatted as the project is, in both languages, and type-checks strictly', async () => {
    await inFolder(async (folder) => {
      for (const { id, text } of emitted) {
        await writeFile(`${folder}${id}.js`, emit(text).source);
        await writeFile(`${folder}${id}.ts`, emit(text, 'ts').source);
      }
      for (const { id, program } of layerModules) {
        for (const language of ['js', 'ts'] as const) {
          const { source } = emitTfjs(program, { fileName: 'graph.ebm.json', language });
          await writeFile(`${folder}${id}.${language}`, source);
        }
      }
      const settings = { extends: '../../tsconfig.json', include: ['*.ts'], compilerOptions: { types: ['node'] } };
      await writeFile(`${folder}tsconfig.json`, `${JSON.stringify(settings, null, 2)}\n`);
      await run(`${root}node_modules/.bin/tsc`, ['--noEmit', '-p', folder], { cwd: root });
      await run(
        `${root}node_modules/.bin/biome`,
        [
          'format',
          '--vcs-enabled=false',
          ...[...emitted, ...layerModules].flatMap(({ id }) => [`${folder}${id}.js`, `${folder}${id}.ts`]),
        ],
        { cwd: root },
      );
    });
  }, 60_000);

  test('runs alone in Node: a step lowers its own energy', async () => {
    await inFolder(async (folder) => {
      for (const { id, text } of templates) await writeFile(`${folder}${id}.mjs`, emit(text).source);
      const script = `
        import * as tf from '@tensorflow/tfjs';
        import '@tensorflow/tfjs-backend-wasm';
        // WebAssembly has no gradient for kernels of convolutions of its own.
        const [, , path, shapes, backend] = process.argv;
        await tf.setBackend(backend);
        const { createModel, settings } = await import(path);
        // One step must do where convolutions are slow: a short one, which cannot overshoot.
        if (backend === 'cpu') settings.learningRate /= 10;
        const model = createModel({ seed: 3, samples: 16 });
        const observed = JSON.parse(shapes).map((shape) => tf.randomUniform(shape, 0, 1, 'float32', 5));
        // A contrast cares only for how low the energy is at the samples against how low it is elsewhere.
        const elsewhere = () => (model.contrastTerms ? model.energy(...observed.map((x) => tf.mul(-3, x))) : 0);
        const total = () => tf.tidy(() => tf.mean(tf.sub(model.energy(...observed), elsewhere())).dataSync()[0]);
        const start = total();
        const losses = Array.from({ length: backend === 'cpu' ? 1 : 30 }, () => {
          const means = model.step(...observed, tf.range(0, observed[0].shape[0], 1, 'int32'));
          const sum = Object.values(means).reduce((sum, mean) => sum + mean.dataSync()[0], 0);
          tf.dispose(means);
          return sum;
        });
        // What a step lowers is the loss that it sees, with its noise: over many steps that is the measure.
        const seen = losses.length > 1 && !model.contrastTerms;
        const last = losses.slice(-5);
        const before = seen ? losses[0] : start;
        const after = seen ? last.reduce((sum, loss) => sum + loss, 0) / last.length : total();
        console.log(JSON.stringify({ before, after, keys: Object.keys(model) }));
        model.dispose();`;
      await writeFile(`${folder}use.mjs`, script);
      for (const { id, text } of templates) {
        const { source, manifest } = emit(text);
        const backend = source.includes('tf.conv') ? 'cpu' : 'wasm';
        const batch = backend === 'cpu' ? 1 : 16;
        const shapes = JSON.stringify(manifest.observations.map(({ shape }) => [batch, ...shape]));
        const { stdout } = await run('node', [`${folder}use.mjs`, `${folder}${id}.mjs`, shapes, backend]);
        const { before, after, keys } = JSON.parse(stdout.trim().split('\n').pop() ?? '');
        expect(after, id).toBeLessThan(before);
        expect(keys).toEqual(
          expect.arrayContaining(['variables', 'energy', 'energyTerms', 'infer', 'step', 'dispose']),
        );
      }
    });
  }, 120_000);

  test('a mean over the sites is written as one, and an inference divides its squared error by them', () => {
    const source = (id: string): string => emit(variants.find((each) => each.id === id)?.text ?? '').source;
    expect(source('vae-by-means')).toContain('tf.mul(settings.reconstruction.weight, meanBernoulli(x, xHat))');
    expect(source('sparse-coding-by-means')).toContain('settings.reconstruction.weight / 64)');
  });

  test('a prediction that moves the encoder alone leaves the search to the decoder; one that draws the code is part of it', () => {
    expect(emit(template('lista')).source).toContain('linearFit(x, decoder, parameters.decoder.dense1.weights');
    expect(emit(template('psd')).source).toContain('quadratic((z) => total(energyTerms(x, { z })');
  });

  test('an inference is of the code that it finds', () => {
    const { source, lines } = emit(template('sparse-coding'));
    const own = (lines.get('code') ?? []).flatMap(({ first, last }) => source.split('\n').slice(first - 1, last));
    expect(own).toContain('function fista({ gradient, curvature }, lambda, start, steps) {');
    expect(own).toContain('  function infer(x, { z = code(x) } = {}) {');
  });

  test('knows which lines each block wrote', () => {
    const { source, lines } = emit(template('vae'));
    const of = (node: string): string => {
      const all = source.split('\n');
      return (lines.get(node) ?? []).map(({ first, last }) => all.slice(first - 1, last).join('\n')).join('\n---\n');
    };
    expect(of('kl')).toBe(
      [
        '  kl: { weight: 1 },',
        '---',
        '      kl: tf.mul(settings.kl.weight, klToStandardNormal(q.mean, q.logVariance)),',
        '---',
        '/** KL( N(mean, e^logVariance) ‖ N(0, I) ) in nats, summed over dimensions (Kingma & Welling 2014, eq. 10). */',
        'const klToStandardNormal = (mean, logVariance) =>',
        '  tf.mul(0.5, tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1)), 1));',
      ].join('\n'),
    );
    expect(of('encoder')).toContain('function encoder(x) {');
    expect(of('encoder')).toContain('const h = encoder(x);');
  });

  test('offers sampling only where a prior says from what', () => {
    expect(emit(template('vae')).manifest.canSample).toBe(true);
    expect(emit(template('autoencoder')).manifest.canSample).toBe(false);
    const withoutPrior = template('vae')
      .replace('    { "from": "code.code", "to": "kl.input" },\n', '')
      .replace(',\n    { "from": "kl.energy", "to": "energy.terms" }', '')
      .replace('    "kl": { "block": "kl", "weight": 1 },\n', '');
    expect(emit(withoutPrior).manifest.canSample).toBe(false);
  });

  test('of several codes none is the code of the model, and all are named', () => {
    const two = template('autoencoder')
      .replace(
        '"decoder":',
        '"second": { "block": "code", "dimensions": 3 },\n    "l2": { "block": "l2" },\n    "decoder":',
      )
      .replace(
        '"edges": [',
        `"edges": [
    { "from": "encoder.output", "to": "second.input" },
    { "from": "second.code", "to": "l2.input" },
    { "from": "l2.energy", "to": "energy.terms" },`,
      );
    expect(emit(two).manifest).toMatchObject({ code: undefined, codes: ['second', 'code'] });
    expect(emit(template('autoencoder')).manifest).toMatchObject({ code: { node: 'code' }, codes: ['code'] });
  });

  test('decodes to probabilities under a Bernoulli distance and to plain values under a squared error', () => {
    expect(emit(template('vae')).source).toContain('return tf.sigmoid(decoder(z));');
    expect(emit(template('autoencoder')).source).toContain('return decoder(z);');
  });

  test('takes no text from the document: names and titles cannot leave their comment or their identifier', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('*/ alert(1) /*', '\n alert(1)', '\u2028alert(1)', '`);alert(1);(`', '"); alert(1); ("'),
    );
    const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/);
    let compiled = 0;
    fc.assert(
      fc.property(hostile, hostile, id, (name, about, node) => {
        const graph = JSON.parse(template('autoencoder'));
        const text = JSON.stringify({ ...graph, name, about })
          .replaceAll('"encoder', `"${node}`)
          .replaceAll(`"block":"${node}`, '"block":"encoder');
        const { module } = compile(text, { fileName: `${name}.ebm.json` });
        // A few ids are those of other blocks, and the graph has an error.
        if (!module) return;
        compiled++;
        const code = module.source.split('\n').filter((line) => !line.startsWith('//'));
        expect(code.join('\n')).not.toContain('alert');
        // Every line of the header is still a comment: what follows it is the import.
        expect(code.find((line) => line !== '')).toBe("import * as tf from '@tensorflow/tfjs';");
      }),
      { numRuns: 150 },
    );
    expect(compiled).toBeGreaterThan(100);
  });

  test.each(['eval', 'tf', 'step', 'constructor', 'squaredError', 'parameters', 'x', 'xHat', 'await', 'settings'])(
    'survives a block called %s',
    async (node) => {
      const text = template('autoencoder')
        .replaceAll('"encoder"', `"${node}"`)
        .replaceAll('"encoder.', `"${node}.`)
        .replaceAll(`"block": "${node}"`, '"block": "encoder"');
      const { module, checked } = compile(text, { fileName: 'graph.ebm.json' });
      if (node === 'x') {
        expect(checked.diagnostics[0]?.code).toBe('EBM1004');
        return;
      }
      await inFolder(async (folder) => {
        await writeFile(`${folder}named.mjs`, `${module?.source}\ncreateModel().dispose();\n`);
        await run('node', [`${folder}named.mjs`]);
      });
    },
    30_000,
  );

  test('becomes a classic script line by line, with nothing of a module left in it', () => {
    const script = asScript(emit(template('vae')).source);
    expect(script).not.toMatch(/^\s*(import|export)\b/m);
    expect(script).toContain('globalThis.ebmTrainer.start({ settings, createModel });');
  });
});
