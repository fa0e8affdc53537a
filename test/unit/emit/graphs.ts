import type { Json } from '../../../core/graph/document';

export type Nodes = { readonly [id: string]: { readonly block: string; readonly [key: string]: Json } };

/** A document of these nodes and wires. */
export const graph = (nodes: Nodes, ...edges: readonly (readonly [string, string])[]): string =>
  JSON.stringify({
    format: 2,
    name: 'test',
    nodes,
    edges: edges.map(([from, to]) => ({ from, to })),
    training: { optimizer: 'sgd', learningRate: 1, steps: 4 },
  });

export const flatten: Json = { layer: 'flatten' };
export const dense = (units: number, activation = 'tanh'): Json => ({ layer: 'dense', units, activation });
export const reshape = (...shape: readonly number[]): Json => ({ layer: 'reshape', shape });

/** A small auto-encoder of points in the plane. */
export const planeAutoencoder = graph(
  {
    x: { block: 'observation', data: 'moons' },
    encoder: { block: 'encoder', layers: [dense(8)] },
    code: { block: 'code', kind: 'deterministic', dimensions: 2 },
    decoder: { block: 'decoder', layers: [dense(8, 'relu'), dense(2, 'linear')] },
    distance: { block: 'squared-error' },
    energy: { block: 'energy' },
  },
  ['x.value', 'encoder.input'],
  ['encoder.output', 'code.input'],
  ['code.code', 'decoder.code'],
  ['decoder.output', 'distance.prediction'],
  ['x.value', 'distance.target'],
  ['distance.energy', 'energy.terms'],
);

/** The same graph, trained otherwise. */
export function trainedBy(text: string, training: { readonly [name: string]: Json }): string {
  const document = JSON.parse(text);
  return JSON.stringify({ ...document, training: { ...document.training, ...training } });
}

/** Small graphs with every block that no template has. */
export const blockGraphs: readonly { readonly id: string; readonly text: string }[] = [
  {
    id: 'masked-categories',
    text: graph(
      {
        x: { block: 'observation', data: 'digit-levels' },
        mask: { block: 'mask', hidden: 'patches', patch: 3, covers: 'sites' },
        changed: { block: 'token-masking-noise' },
        seen: { block: 'product' },
        encoder: { block: 'encoder', layers: [flatten, dense(8)] },
        decoder: { block: 'decoder', layers: [dense(256, 'linear'), reshape(8, 8, 4)] },
        surprise: { block: 'categorical' },
        groups: { block: 'group' },
        energy: { block: 'energy' },
      },
      ['x.value', 'mask.input'],
      ['x.value', 'changed.input'],
      ['changed.output', 'seen.a'],
      ['mask.mask', 'seen.b'],
      ['seen.output', 'encoder.input'],
      ['encoder.output', 'decoder.code'],
      ['encoder.output', 'groups.input'],
      ['decoder.output', 'surprise.prediction'],
      ['x.value', 'surprise.target'],
      ['mask.mask', 'surprise.mask'],
      ['surprise.energy', 'energy.terms'],
      ['groups.energy', 'energy.terms'],
    ),
  },
  {
    id: 'views',
    text: graph(
      {
        x: { block: 'observation', data: 'digits' },
        one: { block: 'shift-noise', pixels: 2 },
        two: { block: 'patch-masking-noise', patch: 3 },
        encoder: { block: 'encoder', layers: [flatten, dense(8)] },
        other: { block: 'encoder', layers: [flatten, dense(8)] },
        decorrelation: { block: 'decorrelation' },
        covariance: { block: 'covariance' },
        contrast: { block: 'info-nce' },
        normality: { block: 'isotropic-gaussian', directions: 8 },
        agreement: { block: 'code-prediction', moves: 'encoder' },
        sure: { block: 'entropy' },
        balance: { block: 'entropy', of: 'batch' },
        energy: { block: 'energy' },
      },
      ['x.value', 'one.input'],
      ['x.value', 'two.input'],
      ['one.output', 'encoder.input'],
      ['two.output', 'other.input'],
      ['encoder.output', 'decorrelation.a'],
      ['other.output', 'decorrelation.b'],
      ['encoder.output', 'covariance.input'],
      ['encoder.output', 'contrast.a'],
      ['other.output', 'contrast.b'],
      ['encoder.output', 'normality.input'],
      ['contrast.energy', 'energy.terms'],
      ['normality.energy', 'energy.terms'],
      ['encoder.output', 'agreement.code'],
      ['other.output', 'agreement.prediction'],
      ['encoder.output', 'sure.input'],
      ['other.output', 'balance.input'],
      ['decorrelation.energy', 'energy.terms'],
      ['covariance.energy', 'energy.terms'],
      ['agreement.energy', 'energy.terms'],
      ['sure.energy', 'energy.terms'],
      ['balance.energy', 'energy.terms'],
    ),
  },
  {
    id: 'future',
    text: graph(
      {
        x: { block: 'observation', data: 'forks' },
        past: { block: 'part', which: 'past' },
        future: { block: 'part', which: 'future' },
        encoder: { block: 'encoder', layers: [flatten, dense(8)] },
        code: { block: 'code', kind: 'gaussian', dimensions: 1 },
        draw: { block: 'reparameterized-noise', schedule: 'learned' },
        predictor: { block: 'predictor', layers: [dense(8, 'linear'), reshape(4, 2)] },
        sum: { block: 'weighted-sum', a: 0.5, b: -0.5 },
        distance: { block: 'squared-error' },
        kl: { block: 'kl' },
        energy: { block: 'energy' },
      },
      ['x.value', 'past.input'],
      ['x.value', 'future.input'],
      ['future.output', 'encoder.input'],
      ['encoder.output', 'code.input'],
      ['code.code', 'draw.input'],
      ['past.output', 'predictor.context'],
      ['draw.output', 'predictor.latent'],
      ['predictor.output', 'sum.a'],
      ['past.output', 'sum.b'],
      ['sum.output', 'distance.prediction'],
      ['future.output', 'distance.target'],
      ['code.code', 'kl.input'],
      ['distance.energy', 'energy.terms'],
      ['kl.energy', 'energy.terms'],
    ),
  },
  {
    id: 'pyramid',
    text: graph(
      {
        x: { block: 'observation', data: 'digits' },
        mask: { block: 'mask', hidden: 'own', pattern: Array.from({ length: 8 }, () => '00001111') },
        noise: { block: 'gaussian-noise', schedule: 'falling' },
        grain: { block: 'gaussian-noise', schedule: 'learned' },
        seen: { block: 'product' },
        encoder: { block: 'encoder', layers: [flatten, dense(8)] },
        decoder: { block: 'decoder', layers: [dense(64, 'linear'), reshape(8, 8, 1)] },
        distance: { block: 'laplacian-pyramid' },
        hidden: { block: 'absolute-error' },
        last: { block: 'encoder', layers: [dense(1, 'linear')] },
        potential: { block: 'potential' },
        energy: { block: 'energy' },
      },
      ['x.value', 'mask.input'],
      ['x.value', 'noise.input'],
      ['noise.output', 'grain.input'],
      ['grain.output', 'seen.a'],
      ['mask.mask', 'seen.b'],
      ['seen.output', 'encoder.input'],
      ['mask.mask', 'hidden.mask'],
      ['decoder.output', 'hidden.prediction'],
      ['x.value', 'hidden.target'],
      ['hidden.energy', 'energy.terms'],
      ['encoder.output', 'decoder.code'],
      ['decoder.output', 'distance.prediction'],
      ['x.value', 'distance.target'],
      ['encoder.output', 'last.input'],
      ['last.output', 'potential.input'],
      ['distance.energy', 'energy.terms'],
      ['potential.energy', 'energy.terms'],
    ),
  },
];
