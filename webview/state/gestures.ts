import { freeId } from '../../core/analysis/check';
import { type Block, writtenDefaults } from '../../core/blocks/block';
import type { Endpoint, GraphEdge, Position } from '../../core/graph/document';
import type { Operation } from '../../core/graph/operation';
import { checkedGraph } from './document';
import { edit } from './host';
import { selectNodes, useView } from './view';
import { connecting, edgeId, inOne, portThatTakes, type Side } from './wiring';

/*
 * What a person does on the canvas, each as one edit and so one step of undo.
 */

/** Places a new block, wired to a port where one waits for it, and selects it. */
export async function addBlock(
  block: Block,
  position: Position,
  wire?: { readonly end: Endpoint; readonly side: Side },
): Promise<void> {
  const graph = checkedGraph();
  const id = freeId(block.idHint, graph.document.graph.nodes);
  const operations: Operation[] = [
    { kind: 'add-node', id, block: block.type, parameters: writtenDefaults(block.parameters), position },
  ];
  const port = wire && portThatTakes(graph, block, wire.end, wire.side);
  if (wire && port) {
    const own = { node: id, port: port.name };
    const [from, to] = wire.side === 'from' ? [wire.end, own] : [own, wire.end];
    operations.push(connecting(graph, from, to));
  }
  if (await edit(inOne(operations))) selectNodes([id]);
}

/** Places a new block into a wire: what came from one side goes through it. */
export async function spliceBlock(block: Block, position: Position, { from, to }: GraphEdge): Promise<void> {
  const graph = checkedGraph();
  const [input, output] = [portThatTakes(graph, block, from, 'from'), portThatTakes(graph, block, to, 'to')];
  if (!input || !output) return addBlock(block, position);
  const id = freeId(block.idHint, graph.document.graph.nodes);
  const done = await edit({
    kind: 'sequence',
    operations: [
      { kind: 'disconnect', from, to },
      { kind: 'add-node', id, block: block.type, parameters: writtenDefaults(block.parameters), position },
      { kind: 'connect', from, to: { node: id, port: input.name } },
      { kind: 'connect', from: { node: id, port: output.name }, to },
    ],
  });
  if (done) selectNodes([id]);
}

export const connect = (from: Endpoint, to: Endpoint): Promise<boolean> => edit(connecting(checkedGraph(), from, to));

export const disconnect = ({ from, to }: Pick<GraphEdge, 'from' | 'to'>): Promise<boolean> =>
  edit({ kind: 'disconnect', from, to });

/** Moves an end of a wire to another port. */
export function reconnect(old: GraphEdge, from: Endpoint, to: Endpoint): void {
  if (edgeId(old) === edgeId({ from, to })) return;
  const operations: Operation[] = [
    { kind: 'disconnect', from: old.from, to: old.to },
    connecting(checkedGraph(), from, to),
  ];
  void edit(inOne(operations));
}

/** Removes what is selected: blocks with their wires, and wires. */
export async function removeSelection(): Promise<void> {
  const { nodes, edges } = useView.getState();
  const { graph } = checkedGraph().document;
  const operations: Operation[] = graph.edges
    .filter((edge) => edges.has(edgeId(edge)) && !nodes.has(edge.from.node) && !nodes.has(edge.to.node))
    .map(({ from, to }) => ({ kind: 'disconnect', from, to }));
  const ids = [...nodes].filter((id) => graph.nodes.has(id));
  if (ids.length) operations.push({ kind: 'remove-nodes', ids });
  if (operations.length && (await edit(inOne(operations)))) selectNodes([]);
}

/** Copies the selected blocks, with the wires among them, a little lower. */
export async function duplicateSelection(): Promise<void> {
  const { graph } = checkedGraph().document;
  const originals = [...useView.getState().nodes].flatMap((id) => graph.nodes.get(id) ?? []);
  const copies = new Map<string, string>();
  const taken = new Set(graph.nodes.keys());
  const operations: Operation[] = originals.map(({ id, block, parameters }) => {
    const copy = freeId(id.replace(/\d+$/, ''), taken);
    taken.add(copy);
    copies.set(id, copy);
    const { x, y } = graph.layout.get(id) ?? { x: 0, y: 0 };
    return { kind: 'add-node', id: copy, block, parameters, position: { x: x + 32, y: y + 32 } };
  });
  for (const { from, to } of graph.edges) {
    const [source, target] = [copies.get(from.node), copies.get(to.node)];
    if (source && target) {
      operations.push({ kind: 'connect', from: { ...from, node: source }, to: { ...to, node: target } });
    }
  }
  if (operations.length && (await edit(inOne(operations)))) selectNodes(copies.values());
}
