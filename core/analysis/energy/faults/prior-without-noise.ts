import type { Fix } from '../../../blocks/block';
import type { Graph } from '../../../graph/document';
import type { Operation } from '../../../graph/operation';
import { type CheckedNode, freeId } from '../../node';
import { readersBeside } from '../beside';
import type { EnergyGraph } from '../energy-graph';
import { type Rule, warn } from './rule';

/** Springs without balls pull all codes into one point. */
export const priorWithoutNoise: Rule = (graph) =>
  graph.codes.flatMap((code) => {
    const prior = graph.pullsOn(code).find(({ block }) => block.prior);
    if (
      !prior ||
      graph.drawsFrom(code).some((draw) => graph.distances.some(({ prediction }) => graph.dependsOn(prediction, draw)))
    ) {
      return [];
    }
    const message = `“${prior.id}” is a prior on “${code.id}”, but no prediction is made from draws of it: the prior has nothing to weigh against and pulls all codes into one.`;
    const fixes = (document: Graph): Fix[] => [...predictFromDraws(graph, document, code), remove(prior)];
    return [warn('EBM3004', message, { node: prior.id, fixes })];
  });

/** Noise behind the code, and its draws into the decoder that reads what the code is made of instead. */
function predictFromDraws(graph: EnergyGraph, { nodes, layout }: Graph, code: CheckedNode): Fix[] {
  return readersBeside(graph, code).map((wire) => {
    const [drawn] = graph.drawsFrom(code);
    const id = drawn?.id ?? freeId('noise', nodes);
    const at = layout.get(code.id) ?? { x: 0, y: 0 };
    const noise: Operation[] = drawn
      ? []
      : [
          {
            kind: 'add-node',
            id,
            block: 'reparameterized-noise',
            parameters: {},
            position: { x: at.x, y: at.y + 220 },
          },
          { kind: 'connect', from: { node: code.id, port: 'code' }, to: { node: id, port: 'input' } },
        ];
    const operations: Operation[] = [
      { kind: 'disconnect', from: wire.from, to: wire.to },
      ...noise,
      { kind: 'connect', from: { node: id, port: 'output' }, to: wire.to },
    ];
    return { title: `Let “${wire.to.node}” read draws of “${code.id}”`, operation: { kind: 'sequence', operations } };
  });
}

const remove = ({ id }: CheckedNode): Fix => ({
  title: `Remove “${id}”`,
  operation: { kind: 'remove-nodes', ids: [id] },
});
