import type { Block, Fix, Port } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import {
  type Endpoint,
  formatEndpoint,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type ParsedDocument,
} from '../graph/document';
import type { Finding } from './finding';
import { nearest } from './nearest';
import { circles, topologicalOrder } from './order';

/** Which block each node is, which wires hold, and in which order signals flow. */
export interface Wiring {
  readonly blocks: ReadonlyMap<string, Block>;
  /** Accepted wires by node and input port. */
  readonly wires: ReadonlyMap<string, ReadonlyMap<string, readonly GraphEdge[]>>;
  /** Nodes whose inputs are spoilt by a fault that has been reported: nothing more is said of their missing wires. */
  readonly spoilt: ReadonlySet<string>;
  /** Sources first; nodes on a circle or behind one are left out. */
  readonly order: readonly string[];
  readonly findings: readonly Finding[];
}

export function wireUp({ graph, unread }: Pick<ParsedDocument, 'graph' | 'unread'>): Wiring {
  const builder = new WiringBuilder(graph, unread);
  for (const node of graph.nodes.values()) builder.findBlock(node);
  for (const edge of graph.edges) builder.wire(edge);
  return builder.finish();
}

class WiringBuilder {
  private readonly graph: Graph;
  private readonly unread: ReadonlySet<string>;
  private readonly blockOf = new Map<string, Block>();
  private readonly wires = new Map<string, Map<string, GraphEdge[]>>();
  private readonly spoilt = new Set<string>();
  private readonly findings: Finding[] = [];

  constructor(graph: Graph, unread: ReadonlySet<string>) {
    this.graph = graph;
    this.unread = unread;
  }

  findBlock({ id, block: type }: GraphNode): void {
    const block = blocks.get(type);
    if (block) this.blockOf.set(id, block);
    else this.findings.push(unknownName('block', type, [...blocks.keys()], id, ['block']));
  }

  wire(edge: GraphEdge): void {
    const { from, to } = edge;
    for (const [side, end] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (this.graph.nodes.has(end.node)) continue;
      this.spoilt.add(to.node);
      // What is wrong with a block that could not be read has been said where it stands.
      if (this.unread.has(end.node)) return;
      const meant = nearest(end.node, [...this.graph.nodes.keys()]);
      const message = `This wire names “${end.node}”, and no block is called that.`;
      this.report(
        'EBM1007',
        message,
        { edge, side },
        undefined,
        undefined,
        meant === undefined ? undefined : { node: meant, port: end.port },
      );
      return;
    }
    const [source, target] = [this.blockOf.get(from.node), this.blockOf.get(to.node)];
    if (!source || !target) {
      this.spoilt.add(to.node);
      return;
    }
    const output = source.outputs.find(({ name }) => name === from.port);
    const input = target.inputs.find(({ name }) => name === to.port);
    if (!output || !input) {
      this.spoilt.add(to.node);
      const message = output
        ? `“${to.node}” takes nothing called “${to.port}”; ${portList(target.inputs)}.`
        : `“${from.node}” gives nothing called “${from.port}”; ${portList(source.outputs)}.`;
      const [side, node] = output ? (['to', to.node] as const) : (['from', from.node] as const);
      const fitting = output
        ? target.inputs.filter(fits(output))
        : source.outputs.filter((each) => input && fits(input)(each));
      const meant = misnamed(output ? to.port : from.port, fitting);
      this.report(
        'EBM1007',
        message,
        { edge, side },
        node,
        undefined,
        meant === undefined ? undefined : { node, port: meant },
      );
      return;
    }
    if (output.kind !== input.kind) {
      this.spoilt.add(to.node);
      const message = `“${formatEndpoint(from)}” gives ${kindWords[output.kind]}, and “${formatEndpoint(to)}” takes ${kindWords[input.kind]}.`;
      this.report('EBM1013', message, { edge }, to.node, to.port);
      return;
    }
    const ports = this.wires.get(to.node) ?? new Map<string, GraphEdge[]>();
    this.wires.set(to.node, ports);
    const taken = ports.get(to.port) ?? [];
    if (taken.length && !input.many) {
      this.report('EBM1010', `“${formatEndpoint(to)}” takes one wire; this is a second.`, { edge }, to.node, to.port);
      return;
    }
    ports.set(to.port, taken);
    taken.push(edge);
  }

  finish(): Wiring {
    const accepted = [...this.wires.values()].flatMap((ports) => [...ports.values()].flat());
    const ids = [...this.blockOf.keys()];
    const order = topologicalOrder(ids, accepted);
    for (const circle of order.length < ids.length ? circles(ids, accepted) : []) {
      const names = circle.nodes.map((node) => `“${node}”`).join(' → ');
      const message = `Signals run in a circle: ${names} → “${circle.nodes[0]}”; a wire of it has to go.`;
      this.report('EBM1008', message, { edge: circle.back }, circle.back.to.node, circle.back.to.port);
    }
    const { blockOf, wires, spoilt, findings } = this;
    return { blocks: blockOf, wires, spoilt, findings, order };
  }

  private report(
    code: string,
    message: string,
    wire: NonNullable<Finding['wire']>,
    node?: string,
    port?: string,
    meant?: Endpoint,
  ): void {
    const { edge, side } = wire;
    const fixes = (): Fix[] => [...(meant && side ? [moveEnd(edge, side, meant)] : []), removeWire(edge)];
    const place = { ...(node ? { node } : {}), ...(port ? { port } : {}) };
    this.findings.push({ code, severity: 'error', message, wire, fixes, ...place });
  }
}

/** Whether two ports could be the ends of one wire. */
const fits =
  (one: Port) =>
  (other: Port): boolean =>
    one.kind === other.kind && (one.kind !== 'signal' || one.roles.some((role) => other.roles.includes(role)));

/** The port that was meant: one of a similar name, or the only one that fits. */
const misnamed = (written: string, ports: readonly Port[]): string | undefined =>
  nearest(
    written,
    ports.map(({ name }) => name),
  ) ?? (ports.length === 1 ? ports[0]?.name : undefined);

/** The same wire with one end at another port. */
const moveEnd = ({ from, to }: GraphEdge, side: 'from' | 'to', end: Endpoint): Fix => ({
  title: `Change to “${formatEndpoint(end)}”`,
  operation: {
    kind: 'sequence',
    operations: [
      { kind: 'disconnect', from, to },
      { kind: 'connect', from, to, [side]: end },
    ],
  },
});

export const removeWire = ({ from, to }: GraphEdge): Fix => ({
  title: 'Remove the wire',
  operation: { kind: 'disconnect', from, to },
});

/** «No block is called “encodr”; did you mean “encoder”?» */
export function unknownName(
  what: 'block' | 'layer',
  written: string,
  known: readonly string[],
  node: string,
  path: readonly (string | number)[],
): Finding {
  const close = nearest(written, known);
  return {
    code: 'EBM1003',
    severity: 'error',
    message: `No ${what} is called “${shorten(written)}”${close ? `; did you mean “${close}”?` : '.'}`,
    node,
    path,
    fixes: () =>
      close ? [{ title: `Change to “${close}”`, operation: { kind: 'set-parameter', node, path, value: close } }] : [],
  };
}

const kindWords: Record<Port['kind'], string> = {
  signal: 'a signal',
  energy: 'an energy',
  total: 'the whole energy',
};

const portList = (ports: readonly Port[]): string =>
  ports.length ? `it has ${ports.map(({ name }) => `“${name}”`).join(', ')}` : 'it has no such ports';

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
