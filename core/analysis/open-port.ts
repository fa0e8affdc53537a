import type { Fix, Port } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import { type Endpoint, formatEndpoint, type Graph } from '../graph/document';
import type { CheckedNode } from './node';

/** A wire into a port that has none, where it is plain which: only one output fits, or only one that nothing reads. */
export function fillPort(graph: Graph, nodes: ReadonlyMap<string, CheckedNode>, node: string, port: Port): Fix[] {
  const fitting = candidates(graph, nodes, node, port);
  const read = new Set(graph.edges.map(({ from }) => formatEndpoint(from)));
  const unread = fitting.filter((end) => !read.has(formatEndpoint(end)));
  const to = { node, port: port.name };
  if (port.many) return unread.length ? [wired(unread, to)] : [];
  const [only, ...others] = unread.length ? unread : fitting;
  return only && !others.length ? [wired([only], to)] : [];
}

/** A wire from each of some outputs into one port. */
export function wired(ends: readonly Endpoint[], to: Endpoint): Fix {
  const operations = ends.map((from) => ({ kind: 'connect', from, to }) as const);
  const names = ends.map((end) => `“${formatEndpoint(end)}”`).join(' and ');
  return { title: `Wire ${names} into it`, operation: { kind: 'sequence', operations } };
}

/** Outputs of other blocks that a port could take, without closing a circle. */
function candidates(
  graph: Graph,
  nodes: ReadonlyMap<string, CheckedNode>,
  node: string,
  { kind, roles }: Port,
): Endpoint[] {
  const behind = downstream(graph, node);
  return [...graph.nodes.values()].flatMap(({ id, block }) => {
    if (behind.has(id)) return [];
    return (blocks.get(block)?.outputs ?? []).flatMap((output): Endpoint[] => {
      const given = nodes.get(id)?.outputs[output.name]?.role;
      const fits = kind !== 'signal' || (given ? [given] : output.roles).some((role) => roles.includes(role));
      return output.kind === kind && fits ? [{ node: id, port: output.name }] : [];
    });
  });
}

function downstream({ edges }: Graph, start: string): ReadonlySet<string> {
  const found = new Set([start]);
  for (const id of found) for (const { from, to } of edges) if (from.node === id) found.add(to.node);
  return found;
}
