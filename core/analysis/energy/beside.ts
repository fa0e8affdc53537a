import { type Signal, sameSizes } from '../../blocks/signal';
import type { GraphEdge } from '../../graph/document';
import type { CheckedNode } from '../node';
import { type EnergyGraph, isSignal } from './energy-graph';

/** The wires into decoders of a distance that pass a code by, and could come from it: what was meant to read the code. */
export const readersBeside = (graph: EnergyGraph, code: CheckedNode): GraphEdge[] =>
  graph.distances.flatMap(({ prediction }) =>
    [...graph.upstream(prediction)]
      .filter((node) => isSignal(node) && node.block.category === 'decoder' && !graph.dependsOn(node, code))
      .filter((decoder) => couldRead(decoder, code.outputs.code))
      .flatMap((decoder) => decoder.wires.get('code') ?? [])
      .slice(0, 1),
  );

/** Whether a decoder gives the same shape for another code. */
function couldRead({ id, block, values, inputs, outputs }: CheckedNode, code: Signal | undefined): boolean {
  if (!code) return false;
  const result = block.shape({ node: id, values, inputs: { ...inputs, code } });
  const [before, after] = [outputs.output, 'outputs' in result ? result.outputs.output : undefined];
  return before !== undefined && after !== undefined && sameSizes(before.shape, after.shape);
}
