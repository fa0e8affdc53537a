import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import type { Json } from '../../../core/graph/document';
import { applyOperation, type Operation } from '../../../core/graph/operation';
import { parse } from '../../../core/graph/parse';
import { dense, flatten, graph, reshape } from '../emit/graphs';
import { template } from '../templates';

const mechanisms: Record<string, readonly string[]> = {
  autoencoder: ['few dimensions'],
  pca: ['few dimensions'],
  'denoising-autoencoder': ['corruption'],
  'sparse-coding': ['sparsity'],
  vae: ['few dimensions', 'noise with a prior'],
  'conv-vae': ['few dimensions', 'noise with a prior'],
  'masked-prediction': ['hidden parts'],
  'unet-2d': ['hidden parts'],
  'unet-3d': ['prediction'],
  'complete-the-rest': ['few dimensions', 'noise with a prior'],
  'predict-the-future': ['discrete code'],
  vicreg: ['variance', 'variance'],
  jepa: ['moving average'],
  kmeans: ['discrete code'],
  'soft-kmeans': ['discrete code'],
  'vq-vae': ['discrete code'],
  lista: ['sparsity'],
  psd: ['sparsity'],
  'conv-sparse-coding': ['sparsity'],
  'conv-psd': ['sparsity'],
  'contractive-autoencoder': ['contraction'],
  glo: ['few dimensions', 'bounded code'],
  'gibbs-2d': ['likelihood'],
  'contrastive-divergence': ['contrast'],
};

const edit = (id: string, ...operations: readonly Operation[]): string =>
  operations.reduce(applyOperation, template(id));

/** The wrong graph of a page. */
const diagnosed = (code: string): string =>
  readFileSync(new URL(`../../../docs/diagnostics/graphs/${code}.wrong.ebm.json`, import.meta.url), 'utf8');

/**
 * The embeddings of digits and of a noisy view of them, each drawn to the other, which no gradient reaches there; with
 * predictors between an embedding and its distance (Chen & He 2021) or without.
 */
function siamese(...predictors: readonly string[]): string {
  const [online = 'online', other = 'other'] = predictors;
  const nodes: { [id: string]: Json } = {
    x: { block: 'observation', data: 'digits' },
    view: { block: 'gaussian-noise', scale: 0.3 },
    online: { block: 'encoder', layers: [{ layer: 'flatten' }, { layer: 'dense', units: 16 }] },
    other: { block: 'encoder', layers: [{ layer: 'flatten' }, { layer: 'dense', units: 16 }] },
    still: { block: 'stop-gradient' },
    stilled: { block: 'stop-gradient' },
    agreement: { block: 'cosine' },
    agreement2: { block: 'cosine', weight: 0.5 },
    energy: { block: 'energy' },
    ...Object.fromEntries(predictors.map((id) => [id, { block: 'encoder', layers: [{ layer: 'dense', units: 16 }] }])),
  };
  const edges = [
    ['x.value', 'online.input'],
    ['x.value', 'view.input'],
    ['view.output', 'other.input'],
    ['other.output', 'still.input'],
    ['online.output', 'stilled.input'],
    ...(predictors.length
      ? [
          ['online.output', `${online}.input`],
          ['other.output', `${other}.input`],
        ]
      : []),
    [`${online}.output`, 'agreement.prediction'],
    ['still.output', 'agreement.target'],
    [`${other}.output`, 'agreement2.prediction'],
    ['stilled.output', 'agreement2.target'],
    ['agreement.energy', 'energy.terms'],
    ['agreement2.energy', 'energy.terms'],
  ].map(([from = '', to = '']) => ({ from, to }));
  return JSON.stringify({ format: 2, nodes, edges }, null, 2);
}

/** A code of images, contracted; the kinks of the decoder do not concern it. */
const contracted = graph(
  {
    x: { block: 'observation', data: 'digits' },
    encoder: {
      block: 'encoder',
      layers: [
        { layer: 'conv2d', filters: 4, kernel: 3, activation: 'leakyRelu' },
        { layer: 'pool2d', kind: 'max', size: 2 },
        flatten,
        dense(9, 'relu'),
      ],
    },
    code: { block: 'code', kind: 'deterministic', dimensions: 4 },
    decoder: { block: 'decoder', layers: [dense(9, 'relu'), dense(64, 'linear'), reshape(8, 8, 1)] },
    distance: { block: 'squared-error' },
    contraction: { block: 'contractive' },
    decay: { block: 'weight-decay' },
    energy: { block: 'energy' },
  },
  ['decoder.network', 'decay.network'],
  ['decay.energy', 'energy.terms'],
  ['x.value', 'encoder.input'],
  ['encoder.output', 'code.input'],
  ['code.code', 'decoder.code'],
  ['decoder.output', 'distance.prediction'],
  ['x.value', 'distance.target'],
  ['code.code', 'contraction.input'],
  ['x.value', 'contraction.observation'],
  ['distance.energy', 'energy.terms'],
  ['contraction.energy', 'energy.terms'],
);

const faults: readonly { fault: string; code: string; text: string; at: string; fixable: boolean }[] = [
  {
    fault: 'a network that may copy its input',
    code: 'EBM3001',
    text: edit(
      'denoising-autoencoder',
      { kind: 'remove-nodes', ids: ['corruption'] },
      { kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'encoder', port: 'input' } },
    ),
    at: '"energy"',
    fixable: true,
  },
  {
    fault: 'a corruption of no size',
    code: 'EBM3001',
    text: edit('denoising-autoencoder', { kind: 'set-parameter', node: 'corruption', path: ['scale'], value: 0 }),
    at: '"energy"',
    fixable: false,
  },
  {
    fault: 'sparsity under a decoder that may grow',
    code: 'EBM3002',
    text: edit(
      'autoencoder',
      {
        kind: 'set-parameter',
        node: 'decoder',
        path: ['layers'],
        value: [dense(64, 'linear'), reshape(8, 8, 1)],
      },
      { kind: 'add-node', id: 'sparsity', block: 'l1', parameters: { weight: 0.1 }, position: { x: 0, y: 0 } },
      { kind: 'connect', from: { node: 'code', port: 'code' }, to: { node: 'sparsity', port: 'input' } },
      { kind: 'connect', from: { node: 'sparsity', port: 'energy' }, to: { node: 'energy', port: 'terms' } },
    ),
    at: '"sparsity"',
    fixable: true,
  },
  {
    fault: 'sparsity of an inferred code under atoms that are free',
    code: 'EBM3002',
    text: edit('sparse-coding', { kind: 'set-parameter', node: 'decoder', path: ['constraint'], value: 'none' }),
    at: '"sparsity"',
    fixable: true,
  },
  {
    fault: 'sparsity under a decoder of several layers, which has no atoms to bound',
    code: 'EBM3002',
    text: edit(
      'autoencoder',
      { kind: 'add-node', id: 'sparsity', block: 'l1', parameters: { weight: 0.1 }, position: { x: 0, y: 0 } },
      { kind: 'connect', from: { node: 'code', port: 'code' }, to: { node: 'sparsity', port: 'input' } },
      { kind: 'connect', from: { node: 'sparsity', port: 'energy' }, to: { node: 'energy', port: 'terms' } },
    ),
    at: '"sparsity"',
    fixable: true,
  },
  {
    fault: 'an inferred code that nothing limits',
    code: 'EBM3005',
    text: edit('sparse-coding', { kind: 'remove-nodes', ids: ['sparsity'] }),
    at: '128',
    fixable: true,
  },
  {
    fault: 'noise without a prior',
    code: 'EBM3003',
    text: edit('vae', { kind: 'remove-nodes', ids: ['kl'] }),
    at: '"noise"',
    fixable: true,
  },
  {
    fault: 'a prior of weight 0, which is none',
    code: 'EBM3003',
    text: edit('vae', { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 0 }),
    at: '"noise"',
    fixable: false,
  },
  {
    fault: 'a code as wide as its data',
    code: 'EBM3005',
    text: edit('autoencoder', { kind: 'set-parameter', node: 'code', path: ['dimensions'], value: 64 }),
    at: '64',
    fixable: true,
  },
  {
    fault: 'an encoder that nothing reads',
    code: 'EBM3006',
    text: edit(
      'autoencoder',
      {
        kind: 'add-node',
        id: 'idle',
        block: 'encoder',
        parameters: { layers: [{ layer: 'flatten' }] },
        position: { x: 0, y: 0 },
      },
      { kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'idle', port: 'input' } },
    ),
    at: '"idle"',
    fixable: true,
  },
  {
    fault: 'a loss on what the mask shows',
    code: 'EBM3008',
    text: edit('masked-prediction', {
      kind: 'disconnect',
      from: { node: 'mask', port: 'mask' },
      to: { node: 'surprise', port: 'mask' },
    }),
    at: '"surprise"',
    fixable: true,
  },
  {
    fault: 'a way around the mask',
    code: 'EBM3008',
    text: edit(
      'masked-prediction',
      { kind: 'disconnect', from: { node: 'visible', port: 'output' }, to: { node: 'context', port: 'a' } },
      { kind: 'disconnect', from: { node: 'mask', port: 'mask' }, to: { node: 'context', port: 'b' } },
      { kind: 'remove-nodes', ids: ['context'] },
      { kind: 'add-node', id: 'both', block: 'add', parameters: {}, position: { x: 0, y: 0 } },
      { kind: 'connect', from: { node: 'visible', port: 'output' }, to: { node: 'both', port: 'a' } },
      { kind: 'connect', from: { node: 'x', port: 'value' }, to: { node: 'both', port: 'b' } },
      { kind: 'connect', from: { node: 'both', port: 'output' }, to: { node: 'encoder', port: 'input' } },
    ),
    at: '"decoder"',
    fixable: false,
  },
  {
    fault: 'a term of weight 0',
    code: 'EBM3009',
    text: edit('vae', { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 0 }),
    at: '0',
    fixable: true,
  },
  {
    fault: 'a mean over 784 pixels beside a KL',
    code: 'EBM3011',
    text: edit('vae', { kind: 'set-parameter', node: 'reconstruction', path: ['reduction'], value: 'mean' }),
    at: '"mean"',
    fixable: true,
  },
  {
    fault: 'two encoders that are only drawn together',
    code: 'EBM3012',
    text: diagnosed('EBM3012'),
    at: '"agreement"',
    fixable: true,
  },
  {
    fault: 'a target without a gradient that is the embedding itself, without a predictor',
    code: 'EBM3012',
    text: siamese(),
    at: '"agreement"',
    fixable: true,
  },
  {
    fault: 'a slope that is shaped through rectifiers',
    code: 'EBM3013',
    text: diagnosed('EBM3013'),
    at: '"relu"',
    fixable: true,
  },
  {
    fault: 'a contraction through rectifiers and maxima, of which one fix makes all smooth',
    code: 'EBM3013',
    text: contracted,
    at: '"leakyRelu"',
    fixable: true,
  },
  {
    fault: 'a step longer than springs and atoms of norm 1 allow',
    code: 'EBM3014',
    text: diagnosed('EBM3014'),
    at: '0.5',
    fixable: true,
  },
  {
    fault: 'a step beyond the memory of a preview',
    code: 'EBM4001',
    text: edit('conv-vae', { kind: 'set-training', key: 'batch', value: 65536 }),
    at: '"decoder"',
    fixable: true,
  },
];

describe('what an energy needs', () => {
  test.each(Object.entries(mechanisms))('of %s the checker names what limits low energy: %s', (id, expected) => {
    expect(check(parse(template(id))).mechanisms.map(({ kind }) => kind)).toEqual(expected);
  });

  test.each(faults)(
    '$fault is a warning, $code, and its fix leaves no warning of it',
    ({ code, text, at, fixable }) => {
      const { diagnostics, sound } = check(parse(text));
      expect(sound).toBe(true);
      const found = diagnostics.filter((each) => each.code === code);
      expect(found.map(({ range }) => text.slice(range.offset, range.offset + range.length))).toEqual([at]);
      const operation = found[0]?.fixes[0]?.operation;
      if (!fixable || !operation) return expect(fixable).toBe(false);
      const mended = applyOperation(text, operation);
      expect(check(parse(mended)).diagnostics).toEqual([]);
    },
  );

  test('VICReg without its variance is a collapse, and is named as one', () => {
    const text = edit(
      'vicreg',
      ...['variance-a', 'variance-b'].map(
        (node): Operation => ({ kind: 'set-parameter', node, path: ['weight'], value: 0 }),
      ),
    );
    expect(check(parse(text)).diagnostics.map(({ code, node }) => [code, node])).toContainEqual([
      'EBM3012',
      'invariance',
    ]);
  });

  test('one root cause is one warning', () => {
    const { diagnostics } = check(parse(edit('vae', { kind: 'remove-nodes', ids: ['kl'] })));
    expect(diagnostics.map(({ code }) => code)).toEqual(['EBM3003']);
  });

  test.each([
    ['kl', 'vae', -0.5, 'Set the weight to 0.5'],
    ['reconstruction', 'vae', -1, 'Set the weight to 1'],
    ['sparsity', 'sparse-coding', -0.2, 'Set the weight to 0.2'],
  ])(
    '“%s” of %s with weight %d lets the energy fall without end: the one error is EBM3010',
    (node, id, weight, fix) => {
      const text = edit(id, { kind: 'set-parameter', node, path: ['weight'], value: weight });
      const { diagnostics, sound } = check(parse(text));
      expect(sound).toBe(false);
      expect(diagnostics.map((each) => [each.code, each.node, each.fixes[0]?.title])).toEqual([['EBM3010', node, fix]]);
      const operation = diagnostics[0]?.fixes[0]?.operation;
      expect(operation && check(parse(applyOperation(text, operation))).diagnostics).toEqual([]);
    },
  );

  test('what is bounded above may have a negative weight: it pushes apart', () => {
    const text = siamese('predictor', 'predictor2').replace('"weight": 0.5', '"weight": -0.5');
    expect(check(parse(text)).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('β is effective as the rate between a nat of the code and a nat of all sites', () => {
    const message = (weight: number, beta: number): string | undefined =>
      check(
        parse(
          edit(
            'vae',
            { kind: 'set-parameter', node: 'reconstruction', path: ['reduction'], value: 'mean' },
            { kind: 'set-parameter', node: 'reconstruction', path: ['weight'], value: weight },
            { kind: 'set-parameter', node: 'kl', path: ['weight'], value: beta },
          ),
        ),
      ).diagnostics[0]?.message;
    // 784 pixels: 784 β / weight.
    expect(message(1, 1)).toContain('its effective β is 784, not 1.');
    expect(message(2, 0.5)).toContain('its effective β is 196, not 0.5.');
    expect(message(1, 1 / 784)).toBeUndefined();
    expect(message(784, 4)).toBeUndefined();
  });

  test('a joint embedding is kept from collapse by variance, or by a stop gradient with a predictor', () => {
    const predicted = check(parse(siamese('predictor', 'predictor2')));
    expect(predicted.diagnostics).toEqual([]);
    expect(predicted.mechanisms.map(({ kind, node }) => [kind, node])).toEqual([
      ['asymmetry', 'still'],
      ['asymmetry', 'stilled'],
    ]);
    const [{ fixes = [] } = {}] = check(parse(diagnosed('EBM3012'))).diagnostics;
    const spread = check(
      parse(fixes.reduce((text, { operation }) => applyOperation(text, operation), diagnosed('EBM3012'))),
    );
    expect(spread.mechanisms.map(({ kind, node }) => [kind, node])).toEqual([
      ['variance', 'variance'],
      ['variance', 'variance2'],
    ]);
  });

  test('a target that never learns is as good as data: no collapse is feared', () => {
    const wire = { kind: 'disconnect', from: { node: 'agreement2', port: 'energy' } } as const;
    const text = applyOperation(siamese(), { ...wire, to: { node: 'energy', port: 'terms' } });
    expect(check(parse(text)).diagnostics.filter(({ code }) => code === 'EBM3012')).toEqual([]);
  });

  test('half a graph is not judged as an energy', () => {
    const text = edit('vae', { kind: 'remove-nodes', ids: ['encoder'] });
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(['EBM1009']);
  });

  test('atoms can be bounded only where a decoder is one linear layer', () => {
    const text = edit('autoencoder', {
      kind: 'set-parameter',
      node: 'decoder',
      path: ['constraint'],
      value: 'unit-ball',
    });
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(['EBM2007']);
  });
});

const set = (node: string, path: readonly (string | number)[], value: Json): Operation => ({
  kind: 'set-parameter',
  node,
  path,
  value,
});
const wire = (from: readonly [string, string], to: readonly [string, string]): Operation => ({
  kind: 'connect',
  from: { node: from[0], port: from[1] },
  to: { node: to[0], port: to[1] },
});
const insert = (id: string, block: string, parameters: { [name: string]: Json } = {}): Operation => ({
  kind: 'add-node',
  id,
  block,
  parameters,
  position: { x: 0, y: 0 },
});

const uninferred: readonly { fault: string; code: string; text: string; at: string; fixes: number }[] = [
  {
    fault: 'no distance depends on it',
    code: 'EBM3007',
    text: edit(
      'pca',
      insert('idle', 'code', { kind: 'optimised', dimensions: 4 }),
      insert('sparsity', 'l1', { weight: 0.1 }),
      wire(['idle', 'code'], ['sparsity', 'input']),
      wire(['sparsity', 'energy'], ['energy', 'terms']),
    ),
    at: '"optimised"',
    fixes: 0,
  },
  {
    fault: 'its decoder has a nonlinearity',
    code: 'EBM3016',
    text: edit(
      'sparse-coding',
      set('decoder', ['constraint'], 'none'),
      set('decoder', ['layers', 0, 'activation'], 'relu'),
    ),
    at: '[{ "layer": "dense", "units": 64, "activation": "relu", "bias": "none" }, { "layer": "reshape", "shape": [8, 8, 1] }]',
    fixes: 2,
  },
  {
    fault: 'its decoder has several layers',
    code: 'EBM3016',
    text: edit('sparse-coding', set('decoder', ['constraint'], 'none'), {
      kind: 'insert-element',
      node: 'decoder',
      path: ['layers'],
      index: 0,
      value: { layer: 'dense', units: 9 },
    }),
    at: '[{ "layer": "dense", "units": 9 }, { "layer": "dense", "units": 64, "activation": "linear", "bias": "none" }, { "layer": "reshape", "shape": [8, 8, 1] }]',
    fixes: 2,
  },
  {
    fault: 'a distance that is not quadratic depends on it',
    code: 'EBM3016',
    text: edit(
      'sparse-coding',
      insert('robust', 'huber'),
      wire(['decoder', 'output'], ['robust', 'prediction']),
      wire(['x', 'value'], ['robust', 'target']),
      wire(['robust', 'energy'], ['energy', 'terms']),
    ),
    at: '"robust"',
    fixes: 1,
  },
  {
    fault: 'something stands between it and its decoder',
    code: 'EBM3016',
    text: edit(
      'sparse-coding',
      { kind: 'disconnect', from: { node: 'code', port: 'code' }, to: { node: 'decoder', port: 'code' } },
      insert('still', 'stop-gradient'),
      wire(['code', 'code'], ['still', 'input']),
      wire(['still', 'output'], ['decoder', 'code']),
    ),
    at: '"still"',
    fixes: 0,
  },
  {
    fault: 'another code is found too',
    code: 'EBM3016',
    text: edit(
      'sparse-coding',
      insert('second', 'code', { kind: 'optimised', dimensions: 4 }),
      insert('other', 'decoder', {
        layers: [
          { layer: 'dense', units: 64 },
          { layer: 'reshape', shape: [8, 8, 1] },
        ],
      }),
      insert('also', 'squared-error'),
      wire(['second', 'code'], ['other', 'code']),
      wire(['other', 'output'], ['also', 'prediction']),
      wire(['x', 'value'], ['also', 'target']),
      wire(['also', 'energy'], ['energy', 'terms']),
    ),
    at: '"second"',
    fixes: 0,
  },
  {
    fault: 'a term over the batch depends on it',
    code: 'EBM3016',
    text: edit(
      'sparse-coding',
      insert('spread', 'variance'),
      wire(['code', 'code'], ['spread', 'input']),
      wire(['spread', 'energy'], ['energy', 'terms']),
    ),
    at: '"spread"',
    fixes: 0,
  },
];

describe('a code that is found by minimizing the energy', () => {
  test('needs no input, while every other code does', () => {
    expect(check(parse(template('sparse-coding'))).diagnostics).toEqual([]);
    for (const kind of ['deterministic', 'gaussian']) {
      const { diagnostics } = check(parse(edit('sparse-coding', set('code', ['kind'], kind))));
      expect(diagnostics.map(({ code, node, port }) => [code, node, port])).toEqual([['EBM1009', 'code', 'input']]);
    }
  });

  test('reads nothing: a wire into it is an error, and its fix removes the wire', () => {
    const { diagnostics } = check(
      parse(edit('autoencoder', set('code', ['kind'], 'optimised'), set('code', ['inference'], 'adam'))),
    );
    expect(diagnostics.map(({ code, edge }) => [code, edge])).toEqual([['EBM1015', 1]]);
    const mended = diagnostics[0]?.fixes[0]?.operation ?? set('', [], 0);
    const text = edit('autoencoder', set('code', ['kind'], 'optimised'), set('code', ['inference'], 'adam'), mended);
    expect(check(parse(text)).diagnostics.map(({ code, node }) => [code, node])).toEqual([['EBM3006', 'encoder']]);
  });

  test.each(uninferred)(
    'cannot be lowered where $fault: the one error is $code',
    ({ code, text, at, fixes: count }) => {
      const { diagnostics, sound } = check(parse(text));
      expect(sound).toBe(false);
      expect(diagnostics.map((each) => each.code)).toEqual([code]);
      const [{ range = { offset: 0, length: 0 }, fixes = [] } = {}] = diagnostics;
      expect(text.slice(range.offset, range.offset + range.length)).toBe(at);
      expect(fixes).toHaveLength(count);
      for (const { operation } of fixes) expect(check(parse(applyOperation(text, operation))).sound).toBe(true);
    },
  );
});

/** k-means of digits, changed. */
function clusters(...operations: readonly Operation[]): string {
  const text = readFileSync(
    new URL('../../../docs/diagnostics/graphs/EBM3018.right.ebm.json', import.meta.url),
    'utf8',
  );
  return operations.reduce(applyOperation, text);
}

/** A contrast on the whole energy of a graph. */
const contrasted = (text: string, block: string): string =>
  [insert('contrast', block), wire(['energy', 'energy'], ['contrast', 'energy'])].reduce(applyOperation, text);

/** Digits, and the half of digits beside them. */
const twice = graph(
  {
    x: { block: 'observation', data: 'digits' },
    y: { block: 'observation', data: 'digits' },
    encoder: { block: 'encoder', layers: [flatten, dense(4)] },
    decoder: { block: 'decoder', layers: [dense(64, 'linear'), reshape(8, 8, 1)] },
    distance: { block: 'squared-error' },
    energy: { block: 'energy' },
  },
  ['x.value', 'encoder.input'],
  ['encoder.output', 'decoder.code'],
  ['decoder.output', 'distance.prediction'],
  ['y.value', 'distance.target'],
  ['distance.energy', 'energy.terms'],
);

const unsound: readonly { fault: string; code: string; text: string; says: string }[] = [
  {
    fault: 'a grid over images',
    code: 'EBM3017',
    text: contrasted(template('autoencoder'), 'likelihood'),
    says: 'is summed over a grid of the plane',
  },
  {
    fault: 'a contrast of two observations',
    code: 'EBM3017',
    text: contrasted(twice, 'contrastive'),
    says: 'the energy reads 2: “x”, “y”',
  },
  {
    fault: 'a contrast over a code that is searched by proximal steps',
    code: 'EBM3017',
    text: contrasted(template('sparse-coding'), 'contrastive'),
    says: 'each would need a search for “code”',
  },
  {
    fault: 'a score over a code that is searched by Adam',
    code: 'EBM3017',
    text: contrasted(edit('sparse-coding', set('code', ['inference'], 'adam')), 'denoising-score'),
    says: 'each would need a search for “code”',
  },
  {
    fault: 'two contrasts of a kind',
    code: 'EBM3017',
    text: [insert('second', 'contrastive'), wire(['energy', 'energy'], ['second', 'energy'])].reduce(
      applyOperation,
      contrasted(template('autoencoder'), 'contrastive'),
    ),
    says: 'is a second contrast of the kind of “contrast”',
  },
  {
    fault: 'means of a code that mixes',
    code: 'EBM3018',
    text: diagnosed('EBM3018'),
    says: 'it reads no one-hot code',
  },
  {
    fault: 'means under a mean over the pixels',
    code: 'EBM3018',
    text: clusters(set('reconstruction', ['reduction'], 'mean')),
    says: '“reconstruction” is no sum',
  },
  {
    fault: 'means under a mask',
    code: 'EBM3018',
    text: clusters(
      insert('mask', 'mask'),
      wire(['x', 'value'], ['mask', 'input']),
      wire(['mask', 'mask'], ['reconstruction', 'mask']),
    ),
    says: '“reconstruction” counts only what is hidden',
  },
  {
    fault: 'means under another distance',
    code: 'EBM3018',
    text: clusters().replace('"squared-error"', '"absolute-error"'),
    says: '“reconstruction” is no squared error',
  },
  {
    fault: 'means that two terms depend on',
    code: 'EBM3018',
    text: clusters(
      insert('decay', 'weight-decay'),
      wire(['decoder', 'network'], ['decay', 'network']),
      wire(['decay', 'energy'], ['energy', 'terms']),
    ),
    says: '“reconstruction” and “decay” both depend on it',
  },
];

describe('what cannot be trained at all', () => {
  test.each(unsound)('$fault is the one error, $code, and its fix leaves none', ({ code, text, says }) => {
    const { diagnostics, sound } = check(parse(text));
    expect(sound).toBe(false);
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toContain(says);
    const operation = diagnostics[0]?.fixes[0]?.operation;
    expect(operation && check(parse(applyOperation(text, operation))).sound).toBe(true);
  });

  test('a sum over all codes, or the least of them, may stand in a contrast: no search is made', () => {
    for (const inference of ['least', 'expected']) {
      const text = clusters(set('decoder', ['learns'], 'gradient'), set('code', ['inference'], inference));
      expect(check(parse(contrasted(text, 'contrastive'))).sound).toBe(true);
    }
  });
});

describe('the longest step that plain gradient descent may take', () => {
  /** A code of 32 under atoms of norm 1, changed, with steps of 10: what its fix takes it to. */
  const limit = (...operations: readonly Operation[]): Json | undefined => {
    const text = [...operations, set('code', ['stepSize'], 10)].reduce(applyOperation, diagnosed('EBM3014'));
    const found = check(parse(text)).diagnostics.find(({ code }) => code === 'EBM3014');
    const operation = found?.fixes[0]?.operation;
    return operation?.kind === 'set-parameter' ? operation.value : undefined;
  };
  const deep = set('decoder', ['layers', 0, 'activation'], 'tanh');
  const free = set('decoder', ['constraint'], 'none');

  test.each<readonly [string, readonly Operation[], number | undefined]>([
    ['2w max(1, K/d) + 2λ: 1 / (2 + 1), rounded down', [], 0.333],
    ['128 atoms in 64 dimensions: 1 / (4 + 1)', [set('code', ['dimensions'], 128)], 0.2],
    ['a weight of 3: 1 / (6 + 1), rounded down', [set('reconstruction', ['weight'], 3)], 0.142],
    ['a mean over 64 pixels: 1 / (2/64 + 1), rounded down', [set('reconstruction', ['reduction'], 'mean')], 0.969],
    ['a spring of 2: 1 / (2 + 4), rounded down', [set('norm', ['weight'], 2)], 0.166],
    ['free atoms, of which nothing is known: the spring alone', [free], 1],
    ['a decoder that is not linear: the spring alone', [free, deep], 1],
    ['neither spring nor bound: no limit is known', [free, { kind: 'remove-nodes', ids: ['norm'] }], undefined],
    ['Adam, whose steps have a size of their own', [set('code', ['inference'], 'adam')], undefined],
  ])('is, for %s', (_, operations, expected) => {
    expect(limit(...operations)).toBe(expected);
  });

  test('counts a code prediction of weight α as 2α, where it moves the code', () => {
    const predicted = (moves: string): Json | undefined =>
      limit(
        insert('encoder', 'encoder', { layers: [{ layer: 'flatten' }, { layer: 'dense', units: 32 }] }),
        insert('near', 'code-prediction', { weight: 1, moves }),
        wire(['x', 'value'], ['encoder', 'input']),
        wire(['code', 'code'], ['near', 'code']),
        wire(['encoder', 'output'], ['near', 'prediction']),
        wire(['near', 'energy'], ['energy', 'terms']),
      );
    expect(predicted('both')).toBe(0.2);
    expect(predicted('code')).toBe(0.2);
    expect(predicted('encoder')).toBe(0.333);
  });
});

describe('one part that is predicted from another', () => {
  const conditional = (context: string): string =>
    graph(
      {
        x: { block: 'observation', data: 'forks' },
        past: { block: 'part', which: 'past' },
        future: { block: 'part', which: 'future' },
        predictor: { block: 'predictor', layers: [flatten, dense(8, 'linear'), reshape(4, 2)] },
        distance: { block: 'squared-error' },
        energy: { block: 'energy' },
      },
      ['x.value', 'past.input'],
      ['x.value', 'future.input'],
      [context, 'predictor.context'],
      ['predictor.output', 'distance.prediction'],
      ['future.output', 'distance.target'],
      ['distance.energy', 'energy.terms'],
    );
  const found = (text: string): readonly string[] => {
    const { mechanisms, diagnostics } = check(parse(text));
    return [...mechanisms.map(({ kind }) => kind), ...diagnostics.map(({ code }) => code)];
  };

  test('cannot copy: the part that it does not read is hidden', () => {
    expect(found(conditional('past.output'))).toEqual(['hidden parts']);
  });

  test('can copy where it reads the whole, or the part itself', () => {
    expect(found(conditional('x.value'))).toContain('EBM3001');
    expect(found(conditional('future.output'))).toContain('EBM3001');
  });

  test('and its latent variable may grow: sparsity alone limits nothing', () => {
    const text = [
      insert('latent', 'code', { kind: 'optimised', dimensions: 8, inference: 'adam' }),
      insert('sparsity', 'l1'),
      wire(['latent', 'code'], ['predictor', 'latent']),
      wire(['latent', 'code'], ['sparsity', 'input']),
      wire(['sparsity', 'energy'], ['energy', 'terms']),
    ].reduce(applyOperation, conditional('past.output'));
    expect(found(text)).toContain('EBM3002');
  });
});

describe('what limits low energy', () => {
  const kinds = (text: string): readonly string[] => check(parse(text)).mechanisms.map(({ kind }) => kind);

  test.each([
    ['masking-noise', 'scale'],
    ['salt-and-pepper-noise', 'scale'],
    ['uniform-noise', 'scale'],
    ['patch-masking-noise', 'rate'],
  ])('is not %s of %s 0', (block, parameter) => {
    const noisy = (size: number): string =>
      edit(
        'autoencoder',
        set('code', ['dimensions'], 64),
        { kind: 'disconnect', from: { node: 'x', port: 'value' }, to: { node: 'encoder', port: 'input' } },
        insert('change', block, { [parameter]: size }),
        wire(['x', 'value'], ['change', 'input']),
        wire(['change', 'output'], ['encoder', 'input']),
      );
    expect(kinds(noisy(0.2))).toEqual(['corruption']);
    expect(kinds(noisy(0))).toEqual([]);
  });

  test('is sparsity under the transpose of the matrix that gives the code, which shrinks with it', () => {
    const tied = graph(
      {
        x: { block: 'observation', data: 'digits' },
        flat: { block: 'encoder', layers: [flatten] },
        code: { block: 'code', kind: 'deterministic', dimensions: 64 },
        decoder: { block: 'transpose', shape: [8, 8, 1] },
        distance: { block: 'squared-error' },
        sparsity: { block: 'l1' },
        energy: { block: 'energy' },
      },
      ['x.value', 'flat.input'],
      ['flat.output', 'code.input'],
      ['code.network', 'decoder.network'],
      ['code.code', 'decoder.code'],
      ['decoder.output', 'distance.prediction'],
      ['x.value', 'distance.target'],
      ['code.code', 'sparsity.input'],
      ['distance.energy', 'energy.terms'],
      ['sparsity.energy', 'energy.terms'],
    );
    expect(check(parse(tied)).diagnostics).toEqual([]);
    expect(kinds(tied)).toEqual(['sparsity']);
  });

  test('is a choice among few codes, however many numbers they have', () => {
    expect(kinds(clusters(set('code', ['dimensions'], 100)))).toEqual(['discrete code']);
  });

  test('is a contrast', () => {
    const text = edit(
      'denoising-autoencoder',
      { kind: 'remove-nodes', ids: ['corruption'] },
      wire(['x', 'value'], ['encoder', 'input']),
    );
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(['EBM3001']);
    expect(check(parse(contrasted(text, 'contrastive'))).diagnostics).toEqual([]);
    expect(kinds(contrasted(text, 'contrastive'))).toEqual(['contrast']);
  });
});
