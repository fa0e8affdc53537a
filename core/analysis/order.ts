import type { GraphEdge } from '../graph/document';

/** Node ids, sources first, ties in the given order; nodes on a cycle or behind one are left out (Kahn 1962). */
export function topologicalOrder(ids: readonly string[], edges: readonly GraphEdge[]): string[] {
  const waitingFor = new Map(ids.map((id) => [id, 0]));
  const after = new Map<string, string[]>();
  for (const { from, to } of edges) {
    waitingFor.set(to.node, (waitingFor.get(to.node) ?? 0) + 1);
    const readers = after.get(from.node);
    if (readers) readers.push(to.node);
    else after.set(from.node, [to.node]);
  }
  const order = ids.filter((id) => waitingFor.get(id) === 0);
  for (const ready of order) {
    for (const id of after.get(ready) ?? []) {
      const left = (waitingFor.get(id) ?? 0) - 1;
      waitingFor.set(id, left);
      if (left === 0) order.push(id);
    }
  }
  return order;
}

/** Node ids that can be reached from themselves. */
export function nodesOnCycles(ids: readonly string[], edges: readonly GraphEdge[]): string[] {
  const left = new Set(ids);
  for (const id of topologicalOrder(ids, edges)) left.delete(id);
  const reversed = edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from }));
  for (const id of topologicalOrder(ids, reversed)) left.delete(id);
  return [...left];
}
