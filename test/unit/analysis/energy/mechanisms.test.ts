import { describe, expect, test } from 'vitest';
import { check } from '../../../../core/analysis/check';
import type { MechanismKind } from '../../../../core/analysis/energy/mechanisms';
import { applyOperation } from '../../../../core/graph/operation';
import { parse } from '../../../../core/graph/parse';
import { dense, flatten, graph, type Nodes, reshape } from '../../emit/graphs';
import { template, templates } from '../../templates';
import { clusters, contrasted, edit, insert, set, wire } from './edits';

/** Of each template, what keeps its energy high off the data, and the words that say so. */
const mechanisms: Record<string, readonly (readonly [MechanismKind, string])[]> = {
  autoencoder: [
    [
      'few dimensions',
      'Few dimensions: “code” has 8 numbers for 64, so “reconstruction” can be low only on a surface of 8 dimensions.',
    ],
  ],
  'complete-the-rest': [
    [
      'few dimensions',
      'Few dimensions: “code” has 16 numbers for 64, so “reconstruction” can be low only on a surface of 16 dimensions.',
    ],
    [
      'noise with a prior',
      'Noise with a prior: each sample fills a fuzzy ball in “code”, and “kl” holds the balls near the origin, so few fit without overlap.',
    ],
  ],
  'contractive-autoencoder': [
    [
      'contraction',
      'Contraction: “contraction” charges every change of “code”, so it follows the observation only where the data vary.',
    ],
  ],
  'contrastive-divergence': [
    [
      'contrast',
      'Contrast: “contrast” pushes the energy up at samples of its own low places, until those are where the data are.',
    ],
  ],
  'conv-psd': [
    [
      'sparsity',
      'Sparsity: “sparsity” lets few units of “code” be used at a time, so only sums of few parts are cheap.',
    ],
  ],
  'conv-sparse-coding': [
    [
      'sparsity',
      'Sparsity: “sparsity” lets few units of “code” be used at a time, so only sums of few parts are cheap.',
    ],
  ],
  'conv-vae': [
    [
      'few dimensions',
      'Few dimensions: “code” has 2 numbers for 64, so “reconstruction” can be low only on a surface of 2 dimensions.',
    ],
    [
      'noise with a prior',
      'Noise with a prior: each sample fills a fuzzy ball in “code”, and “kl” holds the balls near the origin, so few fit without overlap.',
    ],
  ],
  'denoising-autoencoder': [
    [
      'corruption',
      'Corruption: “corruption” moves samples off the data and they must be predicted where they were, so the way back leads to the data.',
    ],
  ],
  'gibbs-2d': [
    [
      'likelihood',
      'Likelihood: “likelihood” pushes the energy up everywhere, most where it is lowest, as the normalisation of a density asks.',
    ],
  ],
  glo: [
    [
      'few dimensions',
      'Few dimensions: “code” has 8 numbers for 64, so “reconstruction” can be low only on a surface of 8 dimensions.',
    ],
    [
      'bounded code',
      'Bounded code: “code” must lie in the unit ball, so only what the decoder makes of so small a set is cheap.',
    ],
  ],
  jepa: [
    [
      'moving average',
      'Moving average: “target” follows slowly and no gradient reaches it, and “predictor” must predict what it gives, so the two sides of “prediction” are not drawn into one point.',
    ],
  ],
  kmeans: [
    ['discrete code', 'Discrete code: “code” is one of 10, so “reconstruction” can be low only around 10 points.'],
  ],
  lista: [
    [
      'sparsity',
      'Sparsity: “sparsity” lets few units of “code” be used at a time, so only sums of few parts are cheap.',
    ],
  ],
  'masked-prediction': [
    [
      'hidden parts',
      'Hidden parts: what “mask” hides must be predicted from what it shows, so only parts that belong together are cheap.',
    ],
  ],
  pca: [
    [
      'few dimensions',
      'Few dimensions: “code” has 10 numbers for 64, so “reconstruction” can be low only on a surface of 10 dimensions.',
    ],
  ],
  'predict-the-future': [
    [
      'discrete code',
      'Discrete code: “code” is one of 4, so “prediction” can be low only around 4 points for each “past”.',
    ],
  ],
  psd: [
    [
      'sparsity',
      'Sparsity: “sparsity” lets few units of “code” be used at a time, so only sums of few parts are cheap.',
    ],
  ],
  'soft-kmeans': [
    ['discrete code', 'Discrete code: “code” weighs 8 choices, so “reconstruction” can be low only around 8 points.'],
  ],
  'sparse-coding': [
    [
      'sparsity',
      'Sparsity: “sparsity” lets few units of “code” be used at a time, so only sums of few parts are cheap.',
    ],
  ],
  'unet-2d': [
    [
      'hidden parts',
      'Hidden parts: what “mask” hides must be predicted from what it shows, so only parts that belong together are cheap.',
    ],
  ],
  'unet-3d': [['prediction', 'Prediction: “unet” sees nothing of “y”, so for each “x” one “y” alone is cheap.']],
  vae: [
    [
      'few dimensions',
      'Few dimensions: “code” has 20 numbers for 784, so “reconstruction” can be low only on a surface of 20 dimensions.',
    ],
    [
      'noise with a prior',
      'Noise with a prior: each sample fills a fuzzy ball in “code”, and “kl” holds the balls near the origin, so few fit without overlap.',
    ],
  ],
  vicreg: [
    [
      'variance',
      'Variance: “variance-a” keeps “projector” spread over the batch, so the two sides of “invariance” cannot agree by being constant.',
    ],
    [
      'variance',
      'Variance: “variance-b” keeps “projector-twin” spread over the batch, so the two sides of “invariance” cannot agree by being constant.',
    ],
    [
      'covariance',
      'Covariance: “covariance-a” keeps the units of “projector” from repeating each other, so that the spread is over all its dimensions.',
    ],
    [
      'covariance',
      'Covariance: “covariance-b” keeps the units of “projector-twin” from repeating each other, so that the spread is over all its dimensions.',
    ],
  ],
  'vq-vae': [
    [
      'discrete code',
      'Discrete code: each slot of “code” is one of 32 entries, so “reconstruction” can be low only around finitely many points.',
    ],
  ],
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
  test.each(Object.entries(mechanisms))('of %s is named, and said in words', (id, expected) => {
    const found = check(parse(template(id))).mechanisms;
    expect(found.map(({ kind, words }) => [kind, words])).toEqual(expected);
  });

  test('is stated here of every template', () => {
    expect(Object.keys(mechanisms).sort()).toEqual(templates.map(({ id }) => id).sort());
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

  /** Two noisy views of digits by one network, and terms over them. */
  const views = (terms: Nodes, ...wires: readonly (readonly [string, string])[]): string =>
    graph(
      {
        x: { block: 'observation', data: 'digits' },
        one: { block: 'gaussian-noise' },
        two: { block: 'shift-noise' },
        encoder: { block: 'encoder', layers: [flatten, dense(16)] },
        twin: { block: 'copy' },
        ...terms,
        energy: { block: 'energy' },
      },
      ['x.value', 'one.input'],
      ['x.value', 'two.input'],
      ['one.output', 'encoder.input'],
      ['encoder.network', 'twin.network'],
      ['two.output', 'twin.input'],
      ...wires,
      ...Object.keys(terms).map((id) => [`${id}.energy`, 'energy.terms'] as const),
    );

  test.each(['decorrelation', 'info-nce'])('is what draws two views together and their batch apart: %s', (block) => {
    const text = views({ views: { block } }, ['encoder.output', 'views.a'], ['twin.output', 'views.b']);
    expect(check(parse(text)).diagnostics).toEqual([]);
    expect(kinds(text)).toEqual([block === 'info-nce' ? 'contrast' : 'decorrelation']);
  });

  test.each([
    ['isotropic-gaussian', ['normality']],
    ['variance', ['variance']],
    ['covariance', []],
  ])('is, beside two views that agree, %s: %j', (block, expected) => {
    const text = views(
      { agreement: { block: 'squared-error' }, kept: { block } },
      ['encoder.output', 'agreement.prediction'],
      ['twin.output', 'agreement.target'],
      ['encoder.output', 'kept.input'],
    );
    expect(kinds(text)).toEqual(expected);
    // Two constants have no covariance either.
    expect(check(parse(text)).diagnostics.map(({ code }) => code)).toEqual(expected.length ? [] : ['EBM3012']);
  });

  test('is named once, however many distances it serves', () => {
    const text = edit(
      'glo',
      insert('also', 'squared-error'),
      wire(['decoder', 'output'], ['also', 'prediction']),
      wire(['x', 'value'], ['also', 'target']),
      wire(['also', 'energy'], ['energy', 'terms']),
    );
    expect(kinds(text)).toEqual(['few dimensions', 'bounded code']);
  });
});
