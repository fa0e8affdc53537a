import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import { applyOperation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { dense, flatten, graph, reshape } from '../../emit/graphs';
import { template } from '../../templates';
import { clusters, contrasted, diagnosed, edit, insert, set, wire } from './edits';

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
