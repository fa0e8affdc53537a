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

/** A way of signals back to where they come from, and the wire of it that leads backwards through the document. */
export interface Circle {
  /** From the end of that wire to its start. */
  readonly nodes: readonly string[];
  readonly back: GraphEdge;
}

/** Circles that have no node in common, so that each is one fault; taking its wire out opens it. */
export function circles(ids: readonly string[], edges: readonly GraphEdge[]): Circle[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const after = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of edges) after.get(from.node)?.push(to.node);
  const used = new Set<string>();
  return edges.flatMap((back) => {
    if ((place.get(back.from.node) ?? 0) < (place.get(back.to.node) ?? 0)) return [];
    const nodes = shortestWay(back.to.node, back.from.node, after);
    if (!nodes || nodes.some((node) => used.has(node))) return [];
    for (const node of nodes) used.add(node);
    return [{ nodes, back }];
  });
}

/** The nodes from one to another, both among them. */
function shortestWay(start: string, end: string, after: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const before = new Map<string, string | undefined>([[start, undefined]]);
  for (const node of before.keys()) {
    if (node === end) break;
    for (const next of after.get(node) ?? []) if (!before.has(next)) before.set(next, node);
  }
  if (!before.has(end)) return undefined;
  const way: string[] = [];
  for (let node: string | undefined = end; node !== undefined; node = before.get(node)) way.unshift(node);
  return way;
}
