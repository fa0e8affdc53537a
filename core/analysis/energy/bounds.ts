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
 * Whether shrinking the code costs something: the decoder is kept from growing instead. Only a decoder of one linear layer has
 * atoms that a bound on their norm can hold; of any other, decay charges the weights.
 */
export const decoderIsBounded = (graph: EnergyGraph, code: CheckedNode): boolean =>
  decodersOf(graph, code).every(
    (decoder) => hasBound(decoder) || isDecayed(graph, decoder) || isTied(graph, decoder, code),
  );

const hasBound = ({ values }: CheckedNode): boolean => values.constraint !== undefined && values.constraint !== 'none';

const isDecayed = (graph: EnergyGraph, decoder: CheckedNode): boolean =>
  graph.lowered.some((term) => term.block.pull === 'weights' && graph.source(term, 'network') === decoder);

/** A tied decoder shrinks with the matrix that leads to the code. */
function isTied(graph: EnergyGraph, decoder: CheckedNode, code: CheckedNode): boolean {
  const lender = graph.source(decoder, 'network');
  return lender !== undefined && graph.upstream(code).has(lender);
}

/** What pulls a code small for nothing, because its decoder may grow instead. */
export function sparsityWithoutBound(graph: EnergyGraph, code: CheckedNode): readonly CheckedNode[] {
  const pulls = graph.pullsOn(code).filter(({ block }) => block.pull);
  return pulls.length && decoderIsBounded(graph, code) ? [] : pulls;
}
