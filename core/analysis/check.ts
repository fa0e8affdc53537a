import type { Fix } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import { checkParameters, type Parameters, type ValuesOf } from '../blocks/parameter';
import type { Signal } from '../blocks/signal';
import { trainingParameters } from '../blocks/training';
import { currentFormat, type Graph, type GraphEdge, type ParsedDocument, sameEndpoint } from '../graph/document';
import { inline } from '../graph/serialize';
import type { Diagnostic } from './diagnostic';
import { EnergyGraph } from './energy/energy-graph';
import { findFaults } from './energy/faults';
import { findMechanisms, type Mechanism } from './energy/mechanisms';
import { type Finding, locate } from './finding';
import { formFixes } from './form-fixes';
import { type CheckedNode, checkNode, freeId } from './node';
import { findExcess } from './preview';
import { nearestValue } from './valid-value';
import { type Wiring, wireUp } from './wiring';

export { type CheckedNode, freeId } from './node';

/** A graph as far as it is understood. It can be lowered when no diagnostic is an error. */
export interface CheckedGraph {
  readonly document: ParsedDocument;
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  /** Node ids, sources first; nodes on a cycle are left out. */
  readonly order: readonly string[];
  readonly training: ValuesOf<typeof trainingParameters>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sound: boolean;
  /** What keeps the energy high off the data, in words. */
  readonly mechanisms: readonly Mechanism[];
  /** How many nodes had to be analysed anew. */
  readonly analysed: number;
}

/**
 * Checks a document: form, wiring and shapes. Never throws. Given the check of an earlier text, it analyses only the nodes
 * that the change reaches: those whose parameters, wires or incoming signals differ.
 */
export function check(document: ParsedDocument, earlier?: CheckedGraph): CheckedGraph {
  const { graph } = document;
  const wiring = wireUp(document);
  const { nodes, analysed } = checkNodes(graph, wiring, earlier);
  const { training, findings } = checkTraining(graph);
  const energy = new EnergyGraph(nodes);
  // Half a graph says nothing of its energy: what is missing is named first.
  const complete =
    ![...document.problems, ...wiring.findings].length && ![...nodes.values()].some(({ waiting }) => waiting);
  const diagnostics: Diagnostic[] = [
    ...document.problems.map((problem) => {
      const { id, at, ...shown } = problem;
      return { ...shown, severity: 'error' as const, fixes: formFixes(problem, document) };
    }),
    ...locate(
      [
        ...checkFormat(document),
        ...wiring.findings,
        ...[...nodes.values()].flatMap((node) => node.findings),
        ...checkEnergy(wiring, nodes),
        ...findings,
        ...(complete ? [...findFaults(energy, training.batch), ...findExcess(energy, training.batch)] : []),
      ],
      document,
      nodes,
    ),
  ];
  const sound = !diagnostics.some(({ severity }) => severity === 'error');
  return {
    document,
    nodes,
    order: wiring.order,
    training,
    diagnostics,
    sound,
    analysed,
    mechanisms: complete ? findMechanisms(energy) : [],
  };
}

function checkNodes(
  graph: Graph,
  { blocks, wires, spoilt, order }: Wiring,
  earlier: CheckedGraph | undefined,
): { nodes: Map<string, CheckedNode>; analysed: number } {
  const nodes = new Map<string, CheckedNode>();
  let analysed = 0;
  // What lies on a circle or behind one comes last, and waits.
  for (const id of new Set([...order, ...blocks.keys()])) {
    const block = blocks.get(id);
    if (!block) continue;
    const written = graph.nodes.get(id)?.parameters ?? {};
    const here = wires.get(id) ?? new Map<string, GraphEdge[]>();
    const signalOf = ({ from }: GraphEdge): Signal | undefined => nodes.get(from.node)?.outputs[from.port];
    const before = earlier?.nodes.get(id);
    const unchanged =
      before?.block === block &&
      before.spoilt === spoilt.has(id) &&
      sameJson(earlier?.document.graph.nodes.get(id)?.parameters, written) &&
      sameWires(before, here, (edge) => earlier?.nodes.get(edge.from.node)?.outputs[edge.from.port], signalOf);
    if (before && unchanged) {
      nodes.set(id, before);
      continue;
    }
    analysed++;
    const after = checkNode({ id, block, written, wires: here, spoilt: spoilt.has(id), signalOf });
    // A signal that did not change stays the same object, and what depends on it stays as it was.
    nodes.set(id, before ? { ...after, outputs: keepSame(before.outputs, after.outputs) } : after);
  }
  return { nodes, analysed };
}

const keepSame = (before: CheckedNode['outputs'], after: CheckedNode['outputs']): CheckedNode['outputs'] =>
  Object.fromEntries(
    Object.entries(after).map(([port, signal]) => {
      const old = before[port];
      return [port, old && sameJson(old, signal) ? old : signal];
    }),
  );

/** Keys count in their order, which that of the findings follows. */
function sameJson(a: unknown, b: unknown): boolean {
  if (!isComposite(a) || !isComposite(b)) return Object.is(a, b);
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && sameJson(a[key], b[key]))
  );
}

const isComposite = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null;

function sameWires(
  before: CheckedNode,
  now: ReadonlyMap<string, readonly GraphEdge[]>,
  signalBefore: (edge: GraphEdge) => Signal | undefined,
  signalNow: (edge: GraphEdge) => Signal | undefined,
): boolean {
  if (before.wires.size !== now.size) return false;
  return [...now].every(([port, edges]) => {
    const old = before.wires.get(port);
    return (
      old?.length === edges.length &&
      edges.every((edge, index) => {
        const was = old[index];
        return was && sameEndpoint(was.from, edge.from) && signalBefore(was) === signalNow(edge);
      })
    );
  });
}

/** An older document is read as one of today; the text stays as it is until someone changes it. */
function checkFormat({ format }: ParsedDocument): Finding[] {
  if (format >= currentFormat) return [];
  return [
    {
      code: 'EBM1016',
      severity: 'information',
      message: `This file is of format ${format}; it is read as format ${currentFormat}.`,
      documentPath: ['format'],
      fixes: () => [{ title: `Migrate to format ${currentFormat}`, operation: { kind: 'migrate' } }],
    },
  ];
}

function checkEnergy(wiring: Wiring, nodes: ReadonlyMap<string, CheckedNode>): Finding[] {
  const energies = [...nodes.values()].filter(({ block }) => block.lowering === 'energy');
  if (![...wiring.blocks.values()].some(({ lowering }) => lowering === 'energy')) {
    const message = 'The graph has no energy: add an Energy block and wire a distance into it.';
    return [{ code: 'EBM1012', severity: 'error', message, fixes: addEnergy }];
  }
  return energies.slice(1).map(({ id }) => ({
    code: 'EBM1012',
    severity: 'error',
    message: `“${id}” is a second energy; a graph has one.`,
    node: id,
    fixes: () => [{ title: `Remove “${id}”`, operation: { kind: 'remove-nodes', ids: [id] } }],
  }));
}

/** An energy of all terms that nothing reads. */
function addEnergy({ nodes, edges, layout }: Graph): Fix[] {
  const read = new Set(edges.map(({ from }) => from.node));
  const terms = [...nodes.values()].filter(({ id, block }) => blocks.get(block)?.lowering === 'term' && !read.has(id));
  const id = freeId('energy', nodes);
  const places = [...layout.values()];
  const position = {
    x: Math.max(0, ...places.map(({ x }) => x)) + 280,
    y: Math.min(...(places.length ? places : [{ y: 0 }]).map(({ y }) => y)),
  };
  return [
    {
      title: 'Add an energy of all terms',
      operation: {
        kind: 'sequence',
        operations: [
          { kind: 'add-node', id, block: 'energy', parameters: {}, position },
          ...terms.map((term) => ({
            kind: 'connect' as const,
            from: { node: term.id, port: 'energy' },
            to: { node: id, port: 'terms' },
          })),
        ],
      },
    },
  ];
}

function checkTraining(graph: Graph): { training: CheckedGraph['training']; findings: Finding[] } {
  const { values, problems } = checkParameters(trainingParameters, graph.training);
  const findings = problems.map(
    ({ path, message, unknown }): Finding => ({
      code: unknown ? 'EBM1014' : 'EBM1006',
      severity: unknown ? 'information' : 'error',
      message,
      documentPath: ['training', ...path],
      fixes: () => (unknown ? [] : validTraining(String(path[0]), graph.training)),
    }),
  );
  return { training: values, findings };
}

function validTraining(key: string, written: Graph['training']): Fix[] {
  const parameter = (trainingParameters as Parameters)[key];
  const value = parameter && nearestValue(parameter, written[key] ?? null);
  return value === undefined
    ? []
    : [{ title: `Set it to ${inline(value)}`, operation: { kind: 'set-training', key, value } }];
}
