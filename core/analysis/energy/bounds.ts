import type { CheckedNode } from '../node';
import type { EnergyGraph } from './energy-graph';

/** The decoders that read a code, at once or through its draws. */
export function decodersOf(graph: EnergyGraph, code: CheckedNode): CheckedNode[] {
  return [...graph.downstream(code)].filter(({ block }) => block.category === 'decoder');
}

/**
 * Whether shrinking the code costs something: the decoder's atoms are kept from growing instead. Only a decoder of one linear
 * layer has atoms that a bound on their norm can hold; a tied one grows only with the way to the code.
 */
export const decoderIsBounded = (graph: EnergyGraph, code: CheckedNode): boolean =>
  decodersOf(graph, code).every(({ block, values }) =>
    block.lowering === 'signal' && block.tied ? true : values.constraint !== undefined && values.constraint !== 'none',
  );

/** What pulls a code small for nothing, because its decoder may grow instead. */
export const sparsityWithoutBound = (graph: EnergyGraph, code: CheckedNode): readonly CheckedNode[] =>
  decoderIsBounded(graph, code) ? [] : graph.pullsOn(code).filter(({ block }) => block.pull);
