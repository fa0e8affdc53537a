import type { Block, Fix, Port } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import { formatEndpoint, type Graph, type GraphEdge, type GraphNode } from '../graph/document';
import type { Finding } from './finding';
import { nearest } from './nearest';
import { nodesOnCycles, topologicalOrder } from './order';

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

export function wireUp(graph: Graph): Wiring {
  const builder = new WiringBuilder(graph);
  for (const node of graph.nodes.values()) builder.findBlock(node);
  for (const edge of graph.edges) builder.wire(edge);
  return builder.finish();
}

class WiringBuilder {
  private readonly graph: Graph;
  private readonly blockOf = new Map<string, Block>();
  private readonly wires = new Map<string, Map<string, GraphEdge[]>>();
  private readonly spoilt = new Set<string>();
  private readonly findings: Finding[] = [];

  constructor(graph: Graph) {
    this.graph = graph;
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
      this.report('EBM1007', `This wire names “${end.node}”, and no block is called that.`, { edge, side });
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
      this.report('EBM1007', message, { edge, side: output ? 'to' : 'from' }, output ? to.node : from.node);
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
    for (const node of order.length < ids.length ? nodesOnCycles(ids, accepted) : []) {
      const message = `“${node}” feeds into itself; a wire of this circle has to go.`;
      this.findings.push({ code: 'EBM1008', severity: 'error', message, node });
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
  ): void {
    const { from, to } = wire.edge;
    const fixes = (): Fix[] => [{ title: 'Remove the wire', operation: { kind: 'disconnect', from, to } }];
    const place = { ...(node ? { node } : {}), ...(port ? { port } : {}) };
    this.findings.push({ code, severity: 'error', message, wire, fixes, ...place });
  }
}

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
