import type { CheckedNode } from '../../node';
import { type EnergyGraph, weightOf } from '../energy-graph';
import { inferenceOf } from '../inference';
import type { Rule } from './rule';

/** Cluster means asked of a decoder whose best atoms are no means. */
export const clusterMeans: Rule = (graph) =>
  [...graph.nodes.values()].flatMap((decoder) => {
    if (decoder.values.learns !== 'means') return [];
    const reason = whyNot(graph, decoder);
    if (!reason) return [];
    return [
      {
        code: 'EBM3018',
        severity: 'error',
        message: `“${decoder.id}” is to learn by cluster means, and ${reason}: its best atoms are not the means of clusters.`,
        node: decoder.id,
        path: ['learns'],
        fixes: () => [
          {
            title: `Let “${decoder.id}” learn by gradient`,
            operation: { kind: 'set-parameter', node: decoder.id, path: ['learns'], value: 'gradient' },
          },
        ],
      },
    ];
  });

/** Only where Σ w ‖x − atom‖² over the samples that chose an atom is all that depends on it, their mean is best (Lloyd 1982). */
function whyNot(graph: EnergyGraph, decoder: CheckedNode): string | undefined {
  const code = graph.source(decoder, 'code');
  if (!code || inferenceOf(code)?.kind !== 'every') return 'it reads no one-hot code';
  const [term, other] = graph.weighty.filter((each) => graph.learnsFrom(each).has(decoder));
  if (!term) return 'no term of the energy depends on it';
  if (other) return `“${term.id}” and “${other.id}” both depend on it`;
  if (term.block.type !== 'squared-error' || graph.source(term, 'prediction') !== decoder || weightOf(term) < 0)
    return `“${term.id}” is no squared error of it`;
  if (term.values.reduction === 'mean') return `“${term.id}” is no sum`;
  if (graph.source(term, 'mask')) return `“${term.id}” counts only what is hidden`;
  if (graph.source(term, 'target')?.block.category !== 'observation')
    return `“${term.id}” compares it with nothing observed`;
  return undefined;
}
