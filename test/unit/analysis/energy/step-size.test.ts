import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import type { Json } from '../../../../core/graph/document';
import { applyOperation, type Operation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { diagnosed, insert, set, wire } from './edits';

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
