import type { Edge, Node, ReactFlowInstance } from '@xyflow/react';
import type { CheckedGraph, CheckedNode } from '../../core/analysis/check';
import { costOf } from '../../core/analysis/cost';
import type { Diagnostic } from '../../core/analysis/diagnostic';
import type { Role } from '../../core/blocks/signal';
import { formatEndpoint, type GraphEdge, type GraphNode, type Position } from '../../core/graph/document';
import { roleNames, wireWords } from '../state/names';
import { edgeId, findPort, signalFrom } from '../state/wiring';

/** A port as it is drawn. */
export interface PortFace {
  readonly name: string;
  readonly role: Role | 'energy' | undefined;
  readonly wired: boolean;
  readonly title: string;
}

export interface BlockData extends Record<string, unknown> {
  readonly written: GraphNode;
  /** Absent for a block that nobody knows. */
  readonly checked: CheckedNode | undefined;
  readonly inputs: readonly PortFace[];
  readonly outputs: readonly PortFace[];
  readonly parameters: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface WireData extends Record<string, unknown> {
  readonly wire: GraphEdge;
  readonly role: Role | 'energy' | undefined;
  readonly label: string;
  readonly title: string;
  readonly faulty: boolean;
}

export type BlockNode = Node<BlockData, 'block'>;
export type WireEdge = Edge<WireData, 'wire'>;
export type Flow = ReactFlowInstance<BlockNode, WireEdge>;
/** Null until React Flow stands. */
export type FlowReference = { readonly current: Flow | null };

/** The graph as React Flow draws it. */
export function flowOf(graph: CheckedGraph): { readonly nodes: BlockNode[]; readonly edges: WireEdge[] } {
  const { nodes, edges, layout } = graph.document.graph;
  const places = placed([...nodes.keys()], layout);
  return {
    nodes: [...nodes.values()].map((written) => ({
      id: written.id,
      type: 'block',
      position: places.get(written.id) ?? { x: 0, y: 0 },
      data: blockData(graph, written),
      ariaLabel: spoken(graph, written),
    })),
    edges: edges
      .filter(({ from, to }) => nodes.has(from.node) && nodes.has(to.node))
      .map((wire) => wireEdge(graph, wire)),
  };
}

function blockData(graph: CheckedGraph, written: GraphNode): BlockData {
  const checked = graph.nodes.get(written.id);
  return {
    written,
    checked,
    inputs: portFaces(graph, written.id, 'to'),
    outputs: portFaces(graph, written.id, 'from'),
    parameters: checked && costOf(checked)?.parameters,
    diagnostics: graph.diagnostics.filter(({ node }) => node === written.id),
  };
}

/** The ports of a block; those of a block that nobody knows are guessed from its wires. */
function portFaces(graph: CheckedGraph, node: string, side: 'from' | 'to'): PortFace[] {
  const { edges } = graph.document.graph;
  const block = graph.nodes.get(node)?.block;
  const attached = edges.filter((edge) => edge[side].node === node);
  const names = [
    ...((side === 'from' ? block?.outputs : block?.inputs)?.map(({ name }) => name) ?? []),
    ...attached.map((edge) => edge[side].port),
  ];
  return [...new Set(names)].map((name) => {
    const wires = attached.filter((edge) => edge[side].port === name);
    const port = findPort(graph, { node, port: name }, side);
    const source = side === 'from' ? { node, port: name } : wires[0]?.from;
    const role =
      port && port.kind !== 'signal' ? 'energy' : ((source && signalFrom(graph, source)?.role) ?? port?.roles[0]);
    return { name, role, wired: wires.length > 0, title: port ? `${name}: ${port.about}` : name };
  });
}

function wireEdge(graph: CheckedGraph, wire: GraphEdge): WireEdge {
  const output = findPort(graph, wire.from, 'from');
  const role = output && output.kind !== 'signal' ? 'energy' : (signalFrom(graph, wire.from)?.role ?? output?.roles[0]);
  const words = wireWords(graph, wire);
  return {
    id: edgeId(wire),
    type: 'wire',
    source: wire.from.node,
    target: wire.to.node,
    ariaLabel: `Wire ${words.title}`,
    data: { wire, role, ...words, faulty: graph.diagnostics.some(({ edge }) => edge === wire.index) },
  };
}

/** One sentence for a screen reader. */
export function spoken(graph: CheckedGraph, { id, block: type }: GraphNode): string {
  const node = graph.nodes.get(id);
  const ports = portFaces(graph, id, 'from')
    .map(({ name, role }) => `${name}${role ? `, ${roleNames[role]}` : ''}`)
    .join('; ');
  const faults = graph.diagnostics.filter(({ node: at, severity }) => at === id && severity === 'error').length;
  return [
    `${node?.block.title ?? `Unknown block ${type}`} ${id}`,
    node?.block.summary(node.values),
    ports && `gives ${ports}`,
    node?.waiting && 'waiting for its inputs',
    faults && `${faults} ${faults === 1 ? 'error' : 'errors'}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** Blocks without a position stand in a row under the others. */
function placed(ids: readonly string[], layout: ReadonlyMap<string, Position>): ReadonlyMap<string, Position> {
  const lowest = Math.max(-200, ...[...layout.values()].map(({ y }) => y));
  let column = 0;
  return new Map(
    ids.map((id) => {
      const known = layout.get(id);
      if (known) return [id, known];
      column += 1;
      return [id, { x: (column - 1) * 240, y: lowest + 200 }];
    }),
  );
}

/** Where the wires that end at a block come from, for the outline. */
export const wiresInto = ({ document }: CheckedGraph, id: string): readonly GraphEdge[] =>
  document.graph.edges.filter(({ to }) => to.node === id);

export const wireSentence = ({ from, to }: GraphEdge): string => `${formatEndpoint(from)} to ${formatEndpoint(to)}`;
