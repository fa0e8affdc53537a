import type { Fix } from '../../../blocks/block';
import type { Endpoint, Graph } from '../../../graph/document';
import type { Operation } from '../../../graph/operation';
import { type CheckedNode, freeId } from '../../node';
import { type EnergyGraph, isSignal, type Term } from '../energy-graph';
import { jointEmbeddings, learners } from '../joint-embedding';
import { type Rule, warn } from './rule';

/** Two encoders that are drawn to each other and by nothing apart: both constant, the energy is 0 everywhere. */
export const collapse: Rule = (graph) => {
  const named = new Set<CheckedNode>();
  return jointEmbeddings(graph).flatMap(({ term, prediction, target, spread }) => {
    if (spread.length) return [];
    // Two distances between the same encoders collapse in one: the first is named, and its fix mends both.
    const encoders = learners(graph.upstream(term));
    if (encoders.some((node) => named.has(node))) return [];
    for (const node of encoders) named.add(node);
    const message = `“${term.id}” draws “${prediction.id}” and “${target.id}” together and nothing keeps them spread: both constant, the energy is 0 everywhere.`;
    return [warn('EBM3012', message, { node: term.id, fixes: (document) => addVariance(graph, document, term) })];
  });
};

/** A variance regularizer on both sides, wired into the energy. */
function addVariance(graph: EnergyGraph, { nodes, layout }: Graph, term: Term): Fix[] {
  const { energy } = graph;
  if (!energy) return [];
  const ends = ['prediction', 'target'].flatMap((port) => embedding(graph, term, port) ?? []);
  const taken = new Set(nodes.keys());
  const operations = ends.flatMap((from): Operation[] => {
    const id = freeId('variance', taken);
    taken.add(id);
    const at = layout.get(from.node) ?? { x: 0, y: 0 };
    const position = { x: at.x, y: at.y - 220 };
    return [
      { kind: 'add-node', id, block: 'variance', parameters: { weight: 25 }, position },
      { kind: 'connect', from, to: { node: id, port: 'input' } },
      { kind: 'connect', from: { node: id, port: 'energy' }, to: { node: energy.id, port: 'terms' } },
    ];
  });
  return [{ title: 'Add a variance regularizer on both sides', operation: { kind: 'sequence', operations } }];
}

/** The output that a side is, or, where no gradient passes there, the one that it copies. */
function embedding(graph: EnergyGraph, term: Term, port: string): Endpoint | undefined {
  let end = term.wires.get(port)?.[0]?.from;
  for (
    let node = end && graph.nodes.get(end.node);
    node && isSignal(node) && node.block.stopsGradient?.(node.values);
  ) {
    end = node.wires.get('input')?.[0]?.from;
    node = end && graph.nodes.get(end.node);
  }
  return end;
}
