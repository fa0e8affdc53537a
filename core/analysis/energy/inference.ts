import type { Fix, SignalBlock } from '../../blocks/block';
import { sizesOf, volume } from '../../blocks/signal';
import type { Json } from '../../graph/document';
import type { ProximalGradient } from '../../program/lasso';
import type { Finding } from '../finding';
import type { CheckedNode } from '../node';
import { type EnergyGraph, isSignal, type Term } from './energy-graph';

/** A code that is found for each sample by minimizing the energy, and what that energy is made of. */
export interface InferredCode {
  readonly how: ProximalGradient;
  readonly target: CheckedNode;
  readonly decoder: CheckedNode & { readonly block: SignalBlock };
  /** The path of the decoder's matrix inside its node. */
  readonly atoms: readonly string[];
  readonly fit: Term;
  readonly penalty: Term | undefined;
}

/** How a code is inferred, where that is by minimizing the energy. */
export const inferenceOf = ({ block, values }: CheckedNode): ProximalGradient | undefined =>
  block.lowering === 'signal' ? block.inference?.(values) : undefined;

/**
 * The energy as a function of a code that it is minimized over: one squared error to an observation through one linear
 * layer, and at most one L1 norm. Anything else is a fault, at its place; undefined for a code that is not inferred so.
 */
export function inferredCode(graph: EnergyGraph, code: CheckedNode): InferredCode | { fault: Finding } | undefined {
  const how = inferenceOf(code);
  if (!how) return undefined;
  const terms = graph.terms.filter((term) => graph.dependsOn(term, code));
  if (!terms.some(({ block }) => block.category === 'distance')) {
    const message = `Nothing infers “${code.id}”: no distance of the energy depends on it; lead it through a decoder of one dense layer to a squared error.`;
    return fault('EBM3007', message, { node: code.id, path: ['kind'] });
  }
  const [fit, penalty] = (['fit', 'penalty'] as const).map((part) => terms.find(({ block }) => block.lasso === part));
  const other = terms.find((term) => term !== fit && term !== penalty);
  if (!fit || other) {
    const message = `“${(other ?? code).id}” depends on “${code.id}”, which is found by minimizing one squared error and at most one L1 norm; leave it out, or infer the code with an encoder.`;
    return fault('EBM3016', message, { node: (other ?? code).id });
  }
  const [decoder, target] = [graph.source(fit, 'prediction'), graph.source(fit, 'target')];
  if (target?.block.lowering !== 'observation' || graph.source(fit, 'mask')) {
    const message = `“${code.id}” is found by comparing all of an observation with what is made of the code; “${fit.id}” compares something else.`;
    return fault('EBM3016', message, { node: fit.id });
  }
  const between = [...graph.upstream(fit)].find(
    (node) => node !== fit && node !== code && node !== decoder && graph.dependsOn(node, code),
  );
  const shifted = penalty && graph.source(penalty, 'input') !== code ? penalty : undefined;
  if (between || shifted) {
    const message = `“${(between ?? shifted)?.id}” does not read “${code.id}” as the inference finds it: between the code, its L1 norm and its decoder there can be nothing.`;
    return fault('EBM3016', message, { node: (between ?? shifted ?? code).id });
  }
  const atoms = decoder && isSignal(decoder) ? decoder.block.linearMap?.(decoder.values) : undefined;
  if (!decoder || !isSignal(decoder) || !atoms) {
    const message = `“${code.id}” is found by proximal gradient steps, which need a decoder of one dense layer without activation; “${decoder?.id}” is something else.`;
    if (decoder?.block.category !== 'decoder') return fault('EBM3016', message, { node: decoder?.id ?? code.id });
    const fixes = () => [makeLinear(decoder, target)];
    return fault('EBM3016', message, { node: decoder.id, path: ['layers'], fixes });
  }
  return { how, target, decoder, atoms, fit, penalty };
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
