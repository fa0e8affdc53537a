import type { Port } from '../../../core/blocks/block';
import { blocks } from '../../../core/blocks/catalogue';
import { layers } from '../../../core/blocks/layers/catalogue';
import type { Json } from '../../../core/graph/document';
import { dense, flatten, graph } from './graphs';
import { activations, withLayers } from './layer-graphs';

/* Small graphs that hold one distance, or one regularizer, each: those of the catalogue. */

const ofCategory = (category: 'distance' | 'regularizer') =>
  [...blocks.values()].filter((block) => block.category === category);

/** A number that a network gives each of the moons. */
const potential = graph(
  {
    x: { block: 'observation', data: 'moons' },
    encoder: { block: 'encoder', layers: [dense(5), dense(1, 'linear')] },
    potential: { block: 'potential' },
    energy: { block: 'energy' },
  },
  ['x.value', 'encoder.input'],
  ['encoder.output', 'potential.input'],
  ['potential.energy', 'energy.terms'],
);

/** Each distance, by its type. */
export const distances: readonly (readonly [string, string])[] = ofCategory('distance').map(({ type }) => [
  type,
  type === 'potential' ? potential : withLayers([flatten, dense(5, 'tanh')], type),
]);

/** A regularizer alone, of a code of three; of two inputs, the second is another encoder, the observation, or no code. */
export function withRegularizer(
  type: string,
  parameters: { readonly [name: string]: Json } = {},
  activation = 'softplus',
): string {
  const inputs: readonly Port[] = blocks.get(type)?.inputs ?? [];
  const gaussian = inputs[0]?.roles.includes('distribution');
  const base = JSON.parse(withLayers([flatten, dense(5, activation)]));
  base.nodes.code.kind = gaussian ? 'gaussian' : 'deterministic';
  base.nodes.term = { block: type, weight: 0.7, ...parameters };
  const wire = (from: string, to: string): void => base.edges.push({ from, to });
  for (const [index, { name, lends, roles }] of inputs.entries()) {
    if (lends) wire('encoder.network', `term.${name}`);
    else if (roles.includes('observation')) wire('x.value', `term.${name}`);
    else if (index === 0) wire('code.code', `term.${name}`);
    else {
      base.nodes.other = { block: 'encoder', layers: [flatten, dense(3, 'tanh')] };
      wire('x.value', 'other.input');
      wire('other.output', `term.${name}`);
    }
  }
  wire('term.energy', 'energy.terms');
  // What only the weights cost has no slope in the observation: the distance stays beside it.
  if (!inputs.some(({ lends }) => lends)) {
    for (const id of ['decoder', 'distance']) delete base.nodes[id];
    base.edges = base.edges.filter(({ from, to }: { from: string; to: string }) => !/decoder|distance/.test(from + to));
  }
  return JSON.stringify(base);
}

/** Each regularizer, by its type and after a comma the way it is set. */
export const regularizers: readonly (readonly [string, string])[] = [
  ...ofCategory('regularizer').map(
    ({ type }) => [type, withRegularizer(type, type === 'group' ? { size: 3 } : {})] as const,
  ),
  ['entropy, of a batch', withRegularizer('entropy', { of: 'batch' })],
];

/** What of the catalogue no case is about. Reshaping layers and dense ones are in every case. */
export function untried(names: readonly string[]): string[] {
  const tried = new Set(names.map((name) => name.split(',')[0]));
  const everywhere = ['flatten', 'reshape', 'dense', 'activation'];
  return [
    ...[...layers.keys()].filter((type) => !everywhere.includes(type)).map((type) => `the layer ${type}`),
    ...activations.map((kind) => `the activation ${kind}`),
    ...ofCategory('distance').map(({ type }) => `the distance ${type}`),
    ...ofCategory('regularizer').map(({ type }) => `the regularizer ${type}`),
  ].filter((name) => !tried.has(name));
}
