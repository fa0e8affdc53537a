import type { Block, Fix, LayerReport, Port } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import { layers as layerCatalogue } from '../blocks/layers/catalogue';
import type { WrittenLayer } from '../blocks/layers/stack';
import { checkParameters, type ParameterProblem, type Parameters, type ValuesOf } from '../blocks/parameter';
import type { Role, Signal } from '../blocks/signal';
import { trainingParameters } from '../blocks/training';
import type { GraphEdge, GraphNode, JsonPath, ParsedDocument } from '../graph/document';
import { formatEndpoint } from '../graph/document';
import { keyRangeAt, rangeAt } from '../graph/parse';
import type { Diagnostic, Severity } from './diagnostic';
import { nearest } from './nearest';
import { nodesOnCycles, topologicalOrder } from './order';

/** A node whose block is known: its declaration, its checked parameters and what flows through its ports. */
export interface CheckedNode {
  readonly id: string;
  readonly block: Block;
  readonly values: ValuesOf<Parameters>;
  /** Wires that end here, by input port, in document order. */
  readonly wires: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly inputs: { readonly [port: string]: Signal };
  readonly outputs: { readonly [port: string]: Signal };
  readonly layers: readonly LayerReport[];
  /** True where a fault upstream keeps this node's shapes unknown; the fault itself is reported once, there. */
  readonly waiting: boolean;
}

/** A graph as far as it is understood. It can be lowered when no diagnostic is an error. */
export interface CheckedGraph {
  readonly document: ParsedDocument;
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  /** Node ids, sources first; nodes on a cycle are left out. */
  readonly order: readonly string[];
  readonly training: ValuesOf<typeof trainingParameters>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sound: boolean;
}

/** Checks a document: form, wiring and shapes. Never throws. */
export function check(document: ParsedDocument): CheckedGraph {
  return new Checker(document).run();
}

const roleWords: Record<Role, string> = {
  observation: 'an observation',
  feature: 'features',
  code: 'a code',
  distribution: 'a distribution',
  reconstruction: 'a reconstruction',
};

class Checker {
  private readonly document: ParsedDocument;
  private readonly diagnostics: Diagnostic[] = [];
  private readonly blockOf = new Map<string, Block>();
  private readonly wires = new Map<string, Map<string, GraphEdge[]>>();
  private readonly faulty = new Set<string>();

  constructor(document: ParsedDocument) {
    this.document = document;
  }

  run(): CheckedGraph {
    const { graph } = this.document;
    for (const { code, message, range, node } of this.document.problems) {
      this.diagnostics.push({ code, message, range, severity: 'error', fixes: [], ...(node ? { node } : {}) });
    }
    for (const node of graph.nodes.values()) this.findBlock(node);
    for (const edge of graph.edges) this.wire(edge);
    const accepted = [...this.acceptedEdges()];
    const order = topologicalOrder([...this.blockOf.keys()], accepted);
    for (const id of nodesOnCycles([...this.blockOf.keys()], accepted)) {
      this.report('EBM1008', 'error', `“${id}” feeds into itself; a wire of this circle has to go.`, { node: id });
    }
    const nodes = new Map<string, CheckedNode>();
    for (const id of order) nodes.set(id, this.checkNode(id, nodes));
    this.checkEnergy(nodes);
    const training = this.checkTraining();
    const sound = !this.diagnostics.some(({ severity }) => severity === 'error');
    return { document: this.document, nodes, order, training, diagnostics: this.diagnostics, sound };
  }

  private *acceptedEdges(): Generator<GraphEdge> {
    for (const ports of this.wires.values()) for (const edges of ports.values()) yield* edges;
  }

  private findBlock({ id, block: type }: GraphNode): void {
    const block = blocks.get(type);
    if (block) {
      this.blockOf.set(id, block);
      return;
    }
    const close = nearest(type, [...blocks.keys()]);
    const fixes: Fix[] = close
      ? [
          {
            title: `Change to “${close}”`,
            operation: { kind: 'set-parameter', node: id, path: ['block'], value: close },
          },
        ]
      : [];
    this.report(
      'EBM1003',
      'error',
      `No block is called “${shorten(type)}”${close ? `; did you mean “${close}”?` : '.'}`,
      {
        node: id,
        path: ['block'],
        fixes,
      },
    );
  }

  private wire(edge: GraphEdge): void {
    const { from, to, index } = edge;
    const [source, target] = [this.blockOf.get(from.node), this.blockOf.get(to.node)];
    const { nodes } = this.document.graph;
    const remove: Fix = { title: 'Remove the wire', operation: { kind: 'disconnect', from, to } };
    for (const [side, end] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (nodes.has(end.node)) continue;
      this.faulty.add(to.node);
      this.report('EBM1007', 'error', `This wire names “${end.node}”, and no block is called that.`, {
        edge: index,
        side,
        fixes: [remove],
      });
      return;
    }
    if (!source || !target) {
      this.faulty.add(to.node);
      return;
    }
    const output = source.outputs.find(({ name }) => name === from.port);
    const input = target.inputs.find(({ name }) => name === to.port);
    if (!output) {
      this.faulty.add(to.node);
      const known = portList(source.outputs);
      this.report('EBM1007', 'error', `“${from.node}” gives nothing called “${from.port}”; ${known}.`, {
        edge: index,
        side: 'from',
        node: from.node,
        fixes: [remove],
      });
      return;
    }
    if (!input) {
      const known = portList(target.inputs);
      this.report('EBM1007', 'error', `“${to.node}” takes nothing called “${to.port}”; ${known}.`, {
        edge: index,
        side: 'to',
        node: to.node,
        fixes: [remove],
      });
      return;
    }
    if (output.kind !== input.kind) {
      const [gives, takes] = output.kind === 'energy' ? ['an energy', 'a signal'] : ['a signal', 'an energy'];
      this.report(
        'EBM1013',
        'error',
        `“${formatEndpoint(from)}” gives ${gives}, and “${formatEndpoint(to)}” takes ${takes}.`,
        {
          edge: index,
          node: to.node,
          port: to.port,
          fixes: [remove],
        },
      );
      this.faulty.add(to.node);
      return;
    }
    const ports = this.wires.get(to.node) ?? new Map<string, GraphEdge[]>();
    this.wires.set(to.node, ports);
    const taken = ports.get(to.port) ?? [];
    if (taken.length && !input.many) {
      this.report('EBM1010', 'error', `“${formatEndpoint(to)}” takes one wire; this is a second.`, {
        edge: index,
        node: to.node,
        port: to.port,
        fixes: [remove],
      });
      return;
    }
    ports.set(to.port, [...taken, edge]);
  }

  private checkNode(id: string, done: ReadonlyMap<string, CheckedNode>): CheckedNode {
    const block = this.blockOf.get(id) as Block;
    const written = this.document.graph.nodes.get(id)?.parameters ?? {};
    const { values, problems } = checkParameters(block.parameters, written);
    for (const problem of problems) this.reportParameter(id, problem);
    const unsound = this.checkLayers(id, block, values) || problems.some(({ unknown }) => !unknown);
    const wires = this.wires.get(id) ?? new Map<string, GraphEdge[]>();
    const inputs: Record<string, Signal> = {};
    let waiting = this.faulty.has(id);
    for (const port of block.inputs) {
      const edges = wires.get(port.name) ?? [];
      if (!edges.length) {
        if (!this.faulty.has(id)) {
          const what =
            port.kind === 'energy' ? 'a distance or a regularizer' : port.about.replace(/\.$/, '').toLowerCase();
          this.report('EBM1009', 'error', `Nothing is wired into “${id}.${port.name}”: it needs ${what}.`, {
            node: id,
            port: port.name,
          });
        }
        waiting = true;
      }
      if (port.kind === 'energy') continue;
      for (const edge of edges) {
        const signal = done.get(edge.from.node)?.outputs[edge.from.port];
        if (!signal) waiting = true;
        else if (!port.roles.includes(signal.role)) {
          this.reportRole(edge, port, signal);
          waiting = true;
        } else inputs[port.name] = signal;
      }
    }
    const base = { id, block, values, wires, inputs };
    if (waiting || unsound) return { ...base, outputs: {}, layers: [], waiting };
    const result = block.shape({ node: id, values, inputs });
    const layers = result.layers ?? [];
    if ('outputs' in result) return { ...base, outputs: result.outputs, layers, waiting: false };
    const { code, message, path, port, fixes = [] } = result.problem;
    this.report(code, 'error', message, { node: id, fixes, ...(path ? { path } : {}), ...(port ? { port } : {}) });
    return { ...base, outputs: {}, layers, waiting: false };
  }

  private reportRole(edge: GraphEdge, port: Port, signal: Signal): void {
    const { to } = edge;
    const sampling = signal.role === 'distribution' && port.roles.includes('code');
    const takes = port.roles.map((role) => roleWords[role]).join(' or ');
    const message = sampling
      ? `A distribution arrives at “${formatEndpoint(to)}”, which takes ${takes}; draw from it with reparameterized noise.`
      : `“${formatEndpoint(to)}” takes ${takes}; ${roleWords[signal.role]} arrives.`;
    const fixes = sampling ? [this.insertNoise(edge)] : [];
    this.report('EBM1013', 'error', message, { node: to.node, port: to.port, edge: edge.index, fixes });
  }

  private insertNoise({ from, to }: GraphEdge): Fix {
    const { nodes, layout } = this.document.graph;
    const id = freeId('noise', nodes);
    const [a, b] = [layout.get(from.node), layout.get(to.node)];
    const position = a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 40 } : { x: 0, y: 0 };
    return {
      title: 'Insert reparameterized noise',
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'disconnect', from, to },
          { kind: 'add-node', id, block: 'reparameterized-noise', parameters: {}, position },
          { kind: 'connect', from, to: { node: id, port: 'input' } },
          { kind: 'connect', from: { node: id, port: 'output' }, to },
        ],
      },
    };
  }

  /** True where a layer of the stack is unknown or has a wrong parameter. */
  private checkLayers(id: string, block: Block, values: ValuesOf<Parameters>): boolean {
    let unsound = false;
    for (const [name, { control }] of Object.entries(block.parameters)) {
      if (control.kind !== 'layers') continue;
      for (const [index, { layer: type, ...written }] of (values[name] as readonly WrittenLayer[]).entries()) {
        const layer = layerCatalogue.get(type);
        if (!layer) {
          unsound = true;
          const close = nearest(type, [...layerCatalogue.keys()]);
          const path = [name, index, 'layer'];
          this.report(
            'EBM1003',
            'error',
            `No layer is called “${shorten(type)}”${close ? `; did you mean “${close}”?` : '.'}`,
            {
              node: id,
              path,
              fixes: close
                ? [
                    {
                      title: `Change to “${close}”`,
                      operation: { kind: 'set-parameter', node: id, path, value: close },
                    },
                  ]
                : [],
            },
          );
          continue;
        }
        for (const problem of checkParameters(layer.parameters, written).problems) {
          if (!problem.unknown) unsound = true;
          this.reportParameter(id, { ...problem, path: [name, index, ...problem.path] });
        }
      }
    }
    return unsound;
  }

  private checkEnergy(nodes: ReadonlyMap<string, CheckedNode>): void {
    const energies = [...nodes.values()].filter(({ block }) => block.lowering === 'energy');
    if (!energies.length && ![...this.blockOf.values()].some(({ lowering }) => lowering === 'energy')) {
      this.report('EBM1012', 'error', 'The graph has no energy: add an Energy block and wire a distance into it.', {});
    }
    for (const { id } of energies.slice(1)) {
      this.report('EBM1012', 'error', `“${id}” is a second energy; a graph has one.`, {
        node: id,
        fixes: [{ title: `Remove “${id}”`, operation: { kind: 'remove-nodes', ids: [id] } }],
      });
    }
  }

  private checkTraining(): ValuesOf<typeof trainingParameters> {
    const { values, problems } = checkParameters(trainingParameters, this.document.graph.training);
    for (const { path, message, unknown } of problems) {
      const { offset, length } = rangeAt(this.document, ['training', ...path]);
      this.push('EBM1006', unknown ? 'information' : 'error', message, { offset, length }, {});
    }
    return values;
  }

  private reportParameter(node: string, { path, message, unknown }: ParameterProblem): void {
    if (unknown) this.report('EBM1014', 'information', message, { node, path });
    else this.report('EBM1006', 'error', message, { node, path });
  }

  private report(
    code: string,
    severity: Severity,
    message: string,
    where: Omit<Partial<Diagnostic>, 'range'> & { readonly side?: 'from' | 'to' },
  ): void {
    const { side, ...place } = where;
    const path: JsonPath | undefined =
      place.edge !== undefined
        ? ['edges', place.edge, ...(side ? [side] : [])]
        : place.node && place.path
          ? ['nodes', place.node, ...place.path]
          : undefined;
    const range = path
      ? rangeAt(this.document, path)
      : place.node
        ? keyRangeAt(this.document, ['nodes', place.node])
        : { offset: this.document.root?.offset ?? 0, length: Math.min(1, this.document.text.length) };
    this.push(code, severity, message, range, place);
  }

  private push(
    code: string,
    severity: Severity,
    message: string,
    range: Diagnostic['range'],
    place: Omit<Partial<Diagnostic>, 'range'>,
  ): void {
    this.diagnostics.push({ fixes: [], ...place, code, severity, message, range });
  }
}

const portList = (ports: readonly Port[]): string =>
  ports.length ? `it has ${ports.map(({ name }) => `“${name}”`).join(', ')}` : 'it has no such ports';

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** `noise`, or `noise2` where that is taken. */
export function freeId(hint: string, taken: { has(id: string): boolean }): string {
  let id = hint;
  for (let count = 2; taken.has(id); count++) id = `${hint}${count}`;
  return id;
}
