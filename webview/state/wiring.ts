import type { CheckedGraph } from '../../core/analysis/check';
import type { Block, Port } from '../../core/blocks/block';
import { blocks } from '../../core/blocks/catalogue';
import type { Role, Signal } from '../../core/blocks/signal';
import { type Endpoint, formatEndpoint, type GraphEdge, type Json, type JsonPath } from '../../core/graph/document';
import type { Operation } from '../../core/graph/operation';

export type Side = 'from' | 'to';

/** The block of a node, or undefined where nobody knows it. */
export const blockOf = ({ document }: CheckedGraph, node: string): Block | undefined =>
  blocks.get(document.graph.nodes.get(node)?.block ?? '');

export const findPort = (graph: CheckedGraph, { node, port }: Endpoint, side: Side): Port | undefined => {
  const block = blockOf(graph, node);
  return (side === 'from' ? block?.outputs : block?.inputs)?.find(({ name }) => name === port);
};

/** What leaves an output, as far as it is known. */
export const signalFrom = ({ nodes }: CheckedGraph, { node, port }: Endpoint): Signal | undefined =>
  nodes.get(node)?.outputs[port];

const rolesGiven = (graph: CheckedGraph, from: Endpoint, port: Port): readonly Role[] => {
  const signal = signalFrom(graph, from);
  return signal ? [signal.role] : port.roles;
};

const fits = (kind: Port['kind'], roles: readonly Role[], input: Port): boolean =>
  kind === input.kind && (kind !== 'signal' || roles.some((role) => input.roles.includes(role)));

/** Whether a wire from an output to an input would be understood: alike in kind, a role it takes, and no circle. */
export function canConnect(graph: CheckedGraph, from: Endpoint, to: Endpoint): boolean {
  const [output, input] = [findPort(graph, from, 'from'), findPort(graph, to, 'to')];
  if (!output || !input || from.node === to.node) return false;
  return fits(output.kind, rolesGiven(graph, from, output), input) && !reaches(graph, to.node, from.node);
}

function reaches({ document }: CheckedGraph, start: string, goal: string): boolean {
  const seen = new Set([start]);
  for (const node of seen) {
    if (node === goal) return true;
    for (const { from, to } of document.graph.edges) if (from.node === node) seen.add(to.node);
  }
  return false;
}

/** The port by which a new block could take the wire, or undefined where it has none. */
export function portThatTakes(graph: CheckedGraph, block: Block, end: Endpoint, side: Side): Port | undefined {
  const port = findPort(graph, end, side);
  if (!port) return undefined;
  if (side === 'from') {
    const roles = rolesGiven(graph, end, port);
    return block.inputs.find((input) => fits(port.kind, roles, input));
  }
  return block.outputs.find((output) => fits(output.kind, output.roles, port));
}

/** Wires two ports; an input that takes one wire lets go of the one it has. */
export const connecting = (graph: CheckedGraph, from: Endpoint, to: Endpoint): Operation =>
  inOne([...releasing(graph, to), { kind: 'connect', from, to }]);

/** Several operations as one step of undo. */
export function inOne(operations: readonly Operation[]): Operation {
  const [first, second] = operations;
  return first && !second ? first : { kind: 'sequence', operations };
}

/** What frees an input that takes one wire. */
const releasing = (graph: CheckedGraph, to: Endpoint): readonly Operation[] =>
  findPort(graph, to, 'to')?.many
    ? []
    : graph.document.graph.edges
        .filter((edge) => formatEndpoint(edge.to) === formatEndpoint(to))
        .map((edge) => ({ kind: 'disconnect', from: edge.from, to: edge.to }));

/** Inputs that an output could be wired to and is not yet; or outputs, for an input. */
export function partners(graph: CheckedGraph, end: Endpoint, side: Side): readonly Endpoint[] {
  const found: Endpoint[] = [];
  for (const { id, block } of graph.nodes.values()) {
    for (const { name } of side === 'from' ? block.inputs : block.outputs) {
      const other = { node: id, port: name };
      const [from, to] = side === 'from' ? [end, other] : [other, end];
      const wired = graph.document.graph.edges.some((edge) => edgeId(edge) === edgeId({ from, to }));
      if (!wired && canConnect(graph, from, to)) found.push(other);
    }
  }
  return found;
}

/** A wire's name on the canvas. */
export const edgeId = ({ from, to }: Pick<GraphEdge, 'from' | 'to'>): string =>
  `${formatEndpoint(from)} → ${formatEndpoint(to)}`;

export const setParameter = (node: string, path: JsonPath, value: Json): Operation => ({
  kind: 'set-parameter',
  node,
  path,
  value,
});
