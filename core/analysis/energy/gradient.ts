import type { CheckedNode } from '../node';
import { type EnergyGraph, isSignal } from './energy-graph';

export const stopsGradient = (node: CheckedNode): boolean =>
  isSignal(node) && (node.block.stopsGradient?.(node.values) ?? false);

/** How a node uses a network that another lends to it. */
export const borrows = (node: CheckedNode): 'shared' | 'moving-average' | undefined =>
  isSignal(node) ? node.block.borrows?.(node.values) : undefined;

/** A node and all behind it that a gradient from it reaches, through weights that it shares too. */
export function withGradient(graph: EnergyGraph, start: CheckedNode): ReadonlySet<CheckedNode> {
  const found = new Set([start]);
  for (const node of found) {
    if (stopsGradient(node)) continue;
    for (const source of graph.sourcesOf(node)) found.add(source);
    const lender = borrows(node) === 'shared' ? graph.source(node, 'network') : undefined;
    if (lender) found.add(lender);
  }
  return found;
}
