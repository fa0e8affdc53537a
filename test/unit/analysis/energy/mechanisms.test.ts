import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import { applyOperation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { dense, flatten, graph, reshape } from '../../emit/graphs';
import { template } from '../../templates';
import { clusters, contrasted, edit, insert, set, wire } from './edits';

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
  test.each(Object.entries(mechanisms))('of %s is named: %s', (id, expected) => {
    expect(check(parse(template(id))).mechanisms.map(({ kind }) => kind)).toEqual(expected);
  });

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
