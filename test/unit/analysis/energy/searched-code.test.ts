import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import { applyOperation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { template } from '../../templates';
import { edit, insert, set, wire } from './edits';

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
    fixes: 1,
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
    fixes: 1,
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
    fixes: 1,
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
    fixes: 1,
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
