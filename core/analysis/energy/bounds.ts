import type { CheckedNode } from '../node';
import { type EnergyGraph, isSignal } from './energy-graph';

/** What makes a prediction from a code, at once or through its draws: decoders, and predictors that read it beside a context. */
export function decodersOf(graph: EnergyGraph, code: CheckedNode): CheckedNode[] {
  return [...graph.downstream(code)].filter(
    (node) =>
      isSignal(node) &&
      (node.block.category === 'decoder' || node.block.category === 'encoder') &&
      node.block.outputs.some(({ roles }) => roles.includes('reconstruction')),
  );
}

/**
 * Whether shrinking the code costs something, because the decoder may not grow instead: its atoms are bounded, its weights
 * are charged, or they are those that give the code and so shrink with it. Only a decoder of one linear layer has atoms
 * that a bound on their norm can hold.
 */
export const decoderIsBounded = (graph: EnergyGraph, code: CheckedNode): boolean =>
  decodersOf(graph, code).every(
    (decoder) =>
      (decoder.values.constraint !== undefined && decoder.values.constraint !== 'none') ||
      graph.lendersOf(decoder).some((lender) => graph.upstream(code).has(lender)) ||
      graph.lowered.some((term) => graph.lendersOf(term).includes(decoder)),
  );

/** What pulls a code small for nothing, because its decoder may grow instead. */
export const sparsityWithoutBound = (graph: EnergyGraph, code: CheckedNode): readonly CheckedNode[] =>
  decoderIsBounded(graph, code) ? [] : graph.pullsOn(code).filter(({ block }) => block.pull);
