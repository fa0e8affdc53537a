import type { Graph, Json } from './document';
import { formatEndpoint } from './document';

/** A JSON value on one line, with a space inside braces: `{ "block": "observation", "data": "mnist" }`. */
export function inline(value: Json): string {
  if (typeof value === 'number') return inlineNumber(value);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${inline(field)}`);
  return fields.length ? `{ ${fields.join(', ')} }` : '{}';
}

/** Texts can hold what `JSON.stringify` does not write: a number too large for a double, and a zero with a sign. */
function inlineNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? JSON.stringify(value) : `${value < 0 ? '-' : ''}1e999`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The canonical text of a graph: fixed key order, one node, one wire and one position a line, a newline at the end. */
export function serialize(graph: Graph): string {
  const nodes = [...graph.nodes.values()].map(({ id, block, parameters }) => [id, { block, ...parameters }] as const);
  const edges = graph.edges.map(({ from, to }) => inline({ from: formatEndpoint(from), to: formatEndpoint(to) }));
  const layout = [...graph.layout].map(([id, { x, y }]) => [id, { x, y }] as const);
  const fields = [
    ['format', String(graph.format)],
    ['name', JSON.stringify(graph.name)],
    ...(graph.about ? [['about', JSON.stringify(graph.about)]] : []),
    ['nodes', block('{', nodes.map(property), '}')],
    ['edges', block('[', edges, ']')],
    ['training', inline(graph.training)],
    ['layout', block('{', layout.map(property), '}')],
  ];
  return `{\n${fields.map(([key, value]) => `  "${key}": ${value}`).join(',\n')}\n}\n`;
}

const property = ([key, value]: readonly [string, Json]): string => `${JSON.stringify(key)}: ${inline(value)}`;

const block = (open: string, lines: readonly string[], close: string): string =>
  lines.length ? `${open}\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ${close}` : `${open}${close}`;
