import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import type { Json } from '../../../../core/graph/document';
import { applyOperation, type Operation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { dense, flatten, graph, reshape } from '../../emit/graphs';
import { diagnosed, edit } from './edits';

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
    fixable: true,
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
    fixable: true,
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
    fixable: true,
  },
  {
    fault: 'a term of weight 0',
    code: 'EBM3009',
    text: diagnosed('EBM3009'),
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

  test('a weight of 0 is no second warning beside what it lets happen, and is named as its cause', () => {
    const idle = edit('vae', { kind: 'set-parameter', node: 'kl', path: ['weight'], value: 0 });
    const { diagnostics } = check(parse(idle));
    expect(diagnostics.map(({ code, fixes }) => [code, fixes.map(({ title }) => title)])).toEqual([
      ['EBM3003', ['Set the weight of “kl” to 1']],
    ]);
    expect(diagnostics[0]?.message).toContain('“kl” has weight 0.');
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
