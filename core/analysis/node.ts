import { type Block, type Fix, type LayerReport, type Port, setParameter } from '../blocks/block';
import { layers as layerCatalogue } from '../blocks/layers/catalogue';
import type { WrittenLayer } from '../blocks/layers/stack';
import { checkParameters, type ParameterProblem, type Parameters, type ValuesOf } from '../blocks/parameter';
import type { Role, Signal } from '../blocks/signal';
import { formatEndpoint, type Graph, type GraphEdge, type Json, type JsonPath } from '../graph/document';
import { inline } from '../graph/serialize';
import type { Finding } from './finding';
import { fittings } from './fitting';
import { nearest } from './nearest';
import { fillPort } from './open-port';
import { nearestValue } from './valid-value';
import { removeWire, unknownName } from './wiring';

/** A node whose block is known: its declaration, its checked parameters and what flows through its ports. */
export interface CheckedNode {
  readonly id: string;
  readonly block: Block;
  readonly values: ValuesOf<Parameters>;
  /** Wires that end here, by input port, in document order, with the places that they had when the node was analysed. */
  readonly wires: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly inputs: { readonly [port: string]: Signal };
  readonly outputs: { readonly [port: string]: Signal };
  readonly layers: readonly LayerReport[];
  /** True where a fault upstream keeps this node's shapes unknown; the fault itself is reported once, there. */
  readonly waiting: boolean;
  /** True where a faulty wire ends here. */
  readonly spoilt: boolean;
  readonly findings: readonly Finding[];
}

/** All that a node's check depends on: where these are alike, so is the result. */
export interface NodeCase {
  readonly id: string;
  readonly block: Block;
  readonly written: { readonly [key: string]: Json };
  readonly wires: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly spoilt: boolean;
  /** The signal at the other end of a wire, where it is known. */
  signalOf(edge: GraphEdge): Signal | undefined;
}

const roleWords: Record<Role, string> = {
  observation: 'an observation',
  feature: 'features',
  code: 'a code',
  distribution: 'a distribution',
  reconstruction: 'a reconstruction',
  mask: 'a mask',
  network: 'a network',
};

/** Checks one node: its parameters, its inputs, and the shapes that follow from them. */
export function checkNode({ id, block, written, wires, spoilt, signalOf }: NodeCase): CheckedNode {
  const { values, problems } = checkParameters(block.parameters, written);
  const findings = problems.map((problem) => parameterFinding(id, problem, block.parameters, written));
  findings.push(...checkLayers(id, block, values));
  const needs = block.inputNeeds?.(values) ?? {};
  const inputs: Record<string, Signal> = {};
  let waiting = spoilt;
  for (const port of block.inputs) {
    const edges = wires.get(port.name) ?? [];
    const need = needs[port.name] ?? (port.optional ? undefined : 'required');
    if (need === 'unused') {
      findings.push(...edges.map((edge) => unusedInput(edge)));
      continue;
    }
    if (!edges.length && need === 'required') {
      if (!spoilt) findings.push(missingInput(id, port));
      waiting = true;
    }
    if (port.kind !== 'signal') continue;
    for (const edge of edges) {
      const signal = signalOf(edge);
      if (signal && port.roles.includes(signal.role)) inputs[port.name] = signal;
      else waiting = true;
      if (signal && !port.roles.includes(signal.role)) findings.push(wrongRole(edge, port, signal));
    }
  }
  const checked = { id, block, values, wires, inputs, outputs: {}, layers: [], waiting, spoilt, findings };
  if (waiting || findings.some(({ severity }) => severity === 'error')) return checked;
  const result = block.shape({ node: id, values, inputs });
  const layers = result.layers ?? [];
  if ('outputs' in result) return { ...checked, outputs: result.outputs, layers };
  const { fixes = [], wants = [], ...problem } = result.problem;
  findings.push({
    ...problem,
    severity: 'error',
    node: id,
    fixes: (_, nodes) => [...fixes, ...fittings(checked, wants, nodes)],
  });
  return { ...checked, layers };
}

/** A parameter that is wrong or not known, in what is written at a path inside a node. */
function parameterFinding(
  node: string,
  { path: [name = ''], message, unknown }: ParameterProblem,
  declared: Parameters,
  written: { readonly [key: string]: Json },
  at: JsonPath = [],
): Finding {
  const path = [...at, name];
  const [parameter, value = null] = [declared[name], written[name]];
  if (unknown) {
    const meant = misspelt(String(name), value, declared, written);
    const operations = [
      { kind: 'remove-parameter', node, path } as const,
      { kind: 'set-parameter', node, path: [...at, meant ?? ''], value } as const,
    ];
    const rename: Fix = { title: `Rename it to “${meant}”`, operation: { kind: 'sequence', operations } };
    return { code: 'EBM1014', severity: 'information', message, node, path, fixes: () => (meant ? [rename] : []) };
  }
  const valid = parameter && nearestValue(parameter, value);
  const fixes = valid === undefined ? [] : [setParameter(`Set it to ${inline(valid)}`, node, path, valid)];
  return { code: 'EBM1006', severity: 'error', message, node, path, fixes: () => fixes };
}

/** The parameter that a key of another name most likely is: nearly the same letters, a value that it takes, and not yet given. */
function misspelt(
  name: string,
  value: Json,
  declared: Parameters,
  written: { readonly [key: string]: Json },
): string | undefined {
  const free = Object.keys(declared).filter((each) => !Object.hasOwn(written, each));
  const meant = nearest(name, free, (length) => Math.floor(length / 4));
  return meant && declared[meant]?.schema.safeParse(value).success ? meant : undefined;
}

function missingInput(node: string, port: Port): Finding {
  const { name, kind, about } = port;
  const what = kind === 'energy' ? 'a distance or a regularizer' : about.replace(/\.$/, '').toLowerCase();
  const message = `Nothing is wired into “${node}.${name}”: it needs ${what}.`;
  const fixes: Finding['fixes'] = (graph, nodes) => fillPort(graph, nodes, node, port);
  return { code: 'EBM1009', severity: 'error', message, node, port: name, fixes };
}

function unusedInput(edge: GraphEdge): Finding {
  const { to } = edge;
  return {
    code: 'EBM1015',
    severity: 'error',
    message: `“${to.node}” as it is set reads nothing at “${to.port}”: remove the wire.`,
    node: to.node,
    port: to.port,
    wire: { edge },
    fixes: () => [removeWire(edge)],
  };
}

/** Layers that nobody knows, and parameters of layers that are wrong. */
function checkLayers(node: string, block: Block, values: ValuesOf<Parameters>): Finding[] {
  return Object.entries(block.parameters).flatMap(([name, { control }]) =>
    control.kind === 'layers'
      ? (values[name] as readonly WrittenLayer[]).flatMap(({ layer: type, ...written }, index) => {
          const layer = layerCatalogue.get(type);
          if (!layer) return [unknownName('layer', type, [...layerCatalogue.keys()], node, [name, index, 'layer'])];
          return checkParameters(layer.parameters, written).problems.map((problem) =>
            parameterFinding(node, problem, layer.parameters, written, [name, index]),
          );
        })
      : [],
  );
}

function wrongRole(edge: GraphEdge, port: Port, signal: Signal): Finding {
  const { to } = edge;
  const sampling = signal.role === 'distribution' && port.roles.includes('code');
  const takes = port.roles.map((role) => roleWords[role]).join(' or ');
  const message = sampling
    ? `A distribution arrives at “${formatEndpoint(to)}”, which takes ${takes}; draw from it with reparameterized noise.`
    : `“${formatEndpoint(to)}” takes ${takes}; ${roleWords[signal.role]} arrives.`;
  const fixes = (graph: Graph): Fix[] => (sampling ? [insertNoise(graph, edge)] : [removeWire(edge)]);
  return { code: 'EBM1013', severity: 'error', message, node: to.node, port: to.port, wire: { edge }, fixes };
}

function insertNoise({ nodes, layout }: Graph, { from, to }: GraphEdge): Fix {
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

/** `noise`, or `noise2` where that is taken. */
export function freeId(hint: string, taken: { has(id: string): boolean }): string {
  let id = hint;
  for (let count = 2; taken.has(id); count++) id = `${hint}${count}`;
  return id;
}
