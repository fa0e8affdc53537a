import type { Fix, SignalBlock } from '../../blocks/block';
import { sizesOf, volume } from '../../blocks/signal';
import type { GraphEdge, Json } from '../../graph/document';
import type { Operation } from '../../graph/operation';
import type { Inference } from '../../program/search';
import type { Finding } from '../finding';
import type { CheckedNode } from '../node';
import { readersBeside } from './beside';
import { type EnergyGraph, isSignal, type Term } from './energy-graph';
import { stopsGradient, withGradient } from './gradient';

/** A code that is found for each sample by minimizing the energy. */
export interface InferredCode {
  readonly how: Inference;
  /** The L1 norm on the code, which proximal steps shrink it by. */
  readonly penalty: Term | undefined;
  /** All that else depends on the code, where that is one squared error to an observation through one matrix. */
  readonly fit: LinearFitNodes | undefined;
}

export interface LinearFitNodes {
  readonly term: Term;
  readonly target: CheckedNode;
  readonly decoder: CheckedNode & { readonly block: SignalBlock };
  /** The path of the decoder's matrix inside its node. */
  readonly atoms: readonly string[];
}

/** How a code is inferred, where that is by minimizing the energy. */
export const inferenceOf = ({ block, values }: CheckedNode): Inference | undefined =>
  block.lowering === 'signal' ? block.inference?.(values) : undefined;

/**
 * How the energy depends on a code that it is minimized over, or a fault, at its place, where it cannot be; undefined for a
 * code that is not inferred so.
 */
export function inferredCode(graph: EnergyGraph, code: CheckedNode): InferredCode | { fault: Finding } | undefined {
  const how = inferenceOf(code);
  if (!how) return undefined;
  const terms = graph.terms.filter((term) => moves(graph, term, code));
  const distances = terms.filter(({ block }) => block.category === 'distance');
  if (!distances.length) {
    const message = `Nothing infers “${code.id}”: no distance of the energy depends on it; lead it through a decoder to one.`;
    const fixes = (): Fix[] => [
      ...readersBeside(graph, code).map((wire) => readInstead(wire, code)),
      withoutCode(graph, code),
    ];
    return fault('EBM3007', message, { node: code.id, ...(code.values.kind ? { path: ['kind'] } : {}), fixes });
  }
  const other = graph.codes.slice(0, graph.codes.indexOf(code)).find(inferenceOf);
  if (other) {
    const message = `“${code.id}” and “${other.id}” are both found by minimizing the energy, and only one code of a graph can be; predict the other with an encoder.`;
    return fault('EBM3016', message, { node: code.id, fixes: () => [withoutCode(graph, code)] });
  }
  const together = terms.find(({ block }) => block.overBatch);
  if (together) {
    const message = `“${together.id}” says something of a whole batch, and “${code.id}” is found for each sample alone; leave one of them out.`;
    return fault('EBM3016', message, { node: together.id, fixes: () => [remove(together.id, [together.id])] });
  }
  // Trying every code needs no slope; all else follows one.
  if (how.kind !== 'every' && !distances.some((term) => withGradient(graph, term).has(code))) {
    const stop = [...graph.downstream(code)].find(stopsGradient) ?? code;
    const message = `No gradient passes “${stop.id}”, so that no distance leads the search for “${code.id}”; wire the code around it.`;
    return fault('EBM3016', message, { node: stop.id, fixes: () => around(graph, stop) });
  }
  if (how.kind !== 'proximal') return { how, penalty: undefined, fit: undefined };
  const penalty = terms.find((term) => term.block.proximal === 'l1' && graph.source(term, 'input') === code);
  const smooth = terms.filter((term) => term !== penalty);
  for (const term of smooth) {
    const found = notQuadratic(graph, code, term);
    if (found) return { fault: found };
  }
  return { how, penalty, fit: linearFit(graph, code, smooth) };
}

/** The code in place of what a decoder reads. */
const readInstead = ({ from, to }: GraphEdge, code: CheckedNode): Fix => ({
  title: `Let “${to.node}” read “${code.id}”`,
  operation: {
    kind: 'sequence',
    operations: [
      { kind: 'disconnect', from, to },
      { kind: 'connect', from: { node: code.id, port: 'code' }, to },
    ],
  },
});

/** The code goes, and what is computed from it. */
function withoutCode(graph: EnergyGraph, code: CheckedNode): Fix {
  const gone = [...graph.downstream(code)].filter(({ block }) => block.lowering !== 'energy');
  return remove(
    code.id,
    gone.map(({ id }) => id),
  );
}

const remove = (id: string, ids: readonly string[]): Fix => ({
  title: `Remove “${id}”`,
  operation: { kind: 'remove-nodes', ids },
});

/** What a block reads, in place of what it gives, wherever that is read. */
function around(graph: EnergyGraph, node: CheckedNode): Fix[] {
  const from = node.wires.get('input')?.[0]?.from;
  const wires = [...graph.nodes.values()]
    .flatMap((reader) => [...reader.wires.values()].flat())
    .filter((wire) => wire.from.node === node.id);
  if (!from) return [];
  const operations = wires.flatMap(({ from: old, to }): Operation[] => [
    { kind: 'disconnect', from: old, to },
    { kind: 'connect', from, to },
  ]);
  return [{ title: `Wire around “${node.id}”`, operation: { kind: 'sequence', operations } }];
}

/** Whether a term changes with a code where its gradient goes. */
function moves(graph: EnergyGraph, term: Term, code: CheckedNode): boolean {
  const given = term.block.given?.(term.values) ?? [];
  return term.block.inputs.some(({ name, lends }) => {
    const source = lends || given.includes(name) ? undefined : graph.source(term, name);
    return source !== undefined && graph.dependsOn(source, code);
  });
}

/** Proximal steps need one curvature everywhere: squares of what is linear in the code. */
function notQuadratic(graph: EnergyGraph, code: CheckedNode, term: Term): Finding | undefined {
  const stepwise = {
    title: `Find “${code.id}” by Adam`,
    operation: { kind: 'set-parameter', node: code.id, path: ['inference'], value: 'adam' },
  } as const;
  if (term.block.proximal !== 'quadratic') {
    const message = `“${code.id}” is found by proximal gradient steps, for squared errors and one L1 norm on the code itself; “${term.id}” is something else.`;
    return { code: 'EBM3016', severity: 'error', message, node: term.id, fixes: () => [stepwise] };
  }
  const bent = between(graph, code, term).find((node) => !isLinear(node));
  if (!bent) return undefined;
  const message = `“${code.id}” is found by proximal gradient steps, which need all that follows it to be linear; “${bent.id}” is not.`;
  const target = graph.source(term, 'target');
  const fixes = (): Fix[] => [
    ...(bent.block.category === 'decoder' && target ? [makeLinear(bent, target)] : []),
    stepwise,
  ];
  const path = bent.block.category === 'decoder' ? { path: ['layers'] } : {};
  return { code: 'EBM3016', severity: 'error', message, node: bent.id, ...path, fixes };
}

/** What leads from a code to a term. */
const between = (graph: EnergyGraph, code: CheckedNode, term: Term): CheckedNode[] =>
  [...graph.upstream(term)].filter((node) => node !== term && node !== code && graph.dependsOn(node, code));

const isLinear = (node: CheckedNode): boolean => isSignal(node) && (node.block.isLinear?.(node.values) ?? false);

/** Whether a term, its noise left out, is a square of what is linear in a code; a standard normal prior is ½ ‖z‖². */
export const isQuadratic = (graph: EnergyGraph, code: CheckedNode, term: Term): boolean =>
  (term.block.proximal === 'quadratic' || term.block.prior === 'standardNormal') &&
  between(graph, code, term).every((node) => isLinear(node) || (isSignal(node) && node.block.withoutNoise));

function linearFit(graph: EnergyGraph, code: CheckedNode, smooth: readonly Term[]): LinearFitNodes | undefined {
  const [term] = smooth;
  if (!term || smooth.length > 1 || graph.source(term, 'mask')) return undefined;
  const [decoder, target] = [graph.source(term, 'prediction'), graph.source(term, 'target')];
  if (!decoder || !isSignal(decoder) || target?.block.lowering !== 'observation') return undefined;
  const atoms = decoder.block.linearMap?.(decoder.values);
  return atoms && graph.source(decoder, 'code') === code ? { term, target, decoder, atoms } : undefined;
}

/** One dense layer of atoms, and the shape of the observation. */
function makeLinear(decoder: CheckedNode, target: CheckedNode): Fix {
  const [{ shape = [] } = {}] = Object.values(target.outputs);
  const dense = { layer: 'dense', units: volume(shape), activation: 'linear', bias: 'none' };
  const value: Json = shape.length > 1 ? [dense, { layer: 'reshape', shape: sizesOf(shape) }] : [dense];
  return {
    title: `Make “${decoder.id}” one linear layer`,
    operation: { kind: 'set-parameter', node: decoder.id, path: ['layers'], value },
  };
}

const fault = (code: string, message: string, place: Pick<Finding, 'node' | 'path' | 'fixes'>): { fault: Finding } => ({
  fault: { code, severity: 'error', message, ...place },
});
