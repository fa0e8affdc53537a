import type { Fix } from '../../../blocks/block';
import type { Graph } from '../../../graph/document';
import type { Operation } from '../../../graph/operation';
import { type CheckedNode, freeId } from '../../node';
import type { EnergyGraph } from '../energy-graph';
import { seesBehind } from '../mechanisms';
import { type Rule, warn } from './rule';

/** A prediction that sees what it has to predict: by a way around the mask, or because what is seen counts too. */
export const leak: Rule = (graph) =>
  graph.distances.flatMap(({ term, prediction, target }) => {
    const own = graph.source(term, 'mask');
    const mask =
      own ??
      [...graph.upstream(prediction)].find((node) => Object.values(node.outputs).some(({ role }) => role === 'mask'));
    if (!mask || !graph.upstream(prediction).has(target)) return [];
    if (own && seesBehind(graph, prediction, target, own)) {
      const message = `“${prediction.id}” sees “${target.id}” by a way that “${own.id}” does not cover: what is hidden is shown to it.`;
      const fixes = (document: Graph): Fix[] => [cover(graph, document, prediction, target, own)];
      return [warn('EBM3008', message, { node: prediction.id, fixes })];
    }
    if (own || seesBehind(graph, prediction, target, mask)) return [];
    const message = `“${term.id}” also counts what “${mask.id}” shows, which the prediction has only to copy: let only the hidden count.`;
    return [
      warn('EBM3008', message, {
        node: term.id,
        port: 'mask',
        fixes: () => [
          {
            title: `Count only what “${mask.id}” hides`,
            operation: { kind: 'connect', from: maskOf(mask), to: { node: term.id, port: 'mask' } },
          },
        ],
      }),
    ];
  });

const maskOf = ({ id, block }: CheckedNode): { node: string; port: string } => ({
  node: id,
  port: block.outputs[0]?.name ?? 'mask',
});

/** The target times the mask, in place of the target wherever the prediction reads it bare. */
function cover(
  graph: EnergyGraph,
  { nodes, layout }: Graph,
  prediction: CheckedNode,
  target: CheckedNode,
  mask: CheckedNode,
): Fix {
  const readers = [...graph.upstream(prediction)].filter(
    (node) => node !== mask && !graph.sourcesOf(node).includes(mask),
  );
  const bare = readers.flatMap(({ wires }) => [...wires.values()].flat().filter(({ from }) => from.node === target.id));
  const id = freeId('visible', nodes);
  const at = layout.get(mask.id) ?? { x: 0, y: 0 };
  const [first] = bare;
  const operations: Operation[] = [
    { kind: 'add-node', id, block: 'product', parameters: {}, position: { x: at.x + 240, y: at.y } },
    ...(first ? [{ kind: 'connect', from: first.from, to: { node: id, port: 'a' } } as const] : []),
    { kind: 'connect', from: maskOf(mask), to: { node: id, port: 'b' } },
    ...bare.flatMap(({ from, to }): Operation[] => [
      { kind: 'disconnect', from, to },
      { kind: 'connect', from: { node: id, port: 'output' }, to },
    ]),
  ];
  return { title: `Cover “${target.id}” with “${mask.id}”`, operation: { kind: 'sequence', operations } };
}
