import type { CheckedNode } from '../node';
import { type EnergyGraph, isSignal } from './energy-graph';

export const stopsGradient = (node: CheckedNode): boolean => isSignal(node) && node.block.stopsGradient === true;

/** A node and all behind it that a gradient from it reaches. */
export function withGradient(graph: EnergyGraph, start: CheckedNode): ReadonlySet<CheckedNode> {
  const found = new Set([start]);
  for (const node of found) {
    if (stopsGradient(node)) continue;
    for (const source of graph.sourcesOf(node)) found.add(source);
  }
  return found;
}
