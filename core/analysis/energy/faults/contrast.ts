import type { EnergyGraph } from '../energy-graph';
import { inferenceOf } from '../inference';
import type { Rule } from './rule';

/** A contrast that cannot move samples: none or several are observed, of a kind it cannot take, or each move is a search. */
export const contrast: Rule = (graph) =>
  graph.contrasts.flatMap((node, index) => {
    const message = whyNot(graph, node, index);
    if (!message) return [];
    const title = `Remove “${node.id}”`;
    const fixes = () => [{ title, operation: { kind: 'remove-nodes', ids: [node.id] } as const }];
    return [{ code: 'EBM3017', severity: 'error', message, node: node.id, fixes }];
  });

function whyNot(graph: EnergyGraph, node: EnergyGraph['contrasts'][number], index: number): string | undefined {
  const { id, block, values } = node;
  const before = graph.contrasts.slice(0, index).find((other) => other.block === block);
  if (before) return `“${id}” is a second contrast of the kind of “${before.id}”; one of a kind is enough.`;
  const counting = new Set(graph.terms.flatMap((term) => [...graph.learnsFrom(term)]));
  const observed = [...graph.nodes.values()].filter(
    (each) => each.block.lowering === 'observation' && counting.has(each),
  );
  const [observation] = observed;
  if (!observation) return `“${id}” moves what is observed, and no term of the energy observes anything.`;
  if (observed.length > 1) {
    const names = observed.map((each) => `“${each.id}”`).join(', ');
    return `“${id}” moves samples of one observation, and the energy reads ${observed.length}: ${names}.`;
  }
  const searched = graph.codes.find((code) => {
    const kind = counting.has(code) ? inferenceOf(code)?.kind : undefined;
    return kind === 'descent' || kind === 'proximal';
  });
  if (searched)
    return `“${id}” asks for the energy of many samples that are not data, and each would need a search for “${searched.id}”; predict the code with an encoder.`;
  const signal = observation.outputs.value;
  return signal && block.observed?.(values, signal);
}
