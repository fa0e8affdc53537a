import { isSignal } from '../energy-graph';
import { type Rule, warn } from './rule';

/** Parameters that no weighty term depends on never change. */
export const unreached: Rule = (graph) => {
  if (!graph.weighty.length) return [];
  const reached = new Set(graph.weighty.flatMap((term) => [...graph.learnsFrom(term)]));
  return [...graph.nodes.values()]
    .filter((node) => isSignal(node) && node.block.category !== 'noise' && !node.waiting && !reached.has(node))
    .filter((node, _, all) => !all.some((other) => other !== node && graph.dependsOn(node, other)))
    .map((node) =>
      warn('EBM3006', `No gradient reaches “${node.id}”: no term of the energy depends on it, so it never learns.`, {
        node: node.id,
        fixes: () => [{ title: `Remove “${node.id}”`, operation: { kind: 'remove-nodes', ids: [node.id] } }],
      }),
    );
};
