import type { Fix } from '../blocks/block';
import { type Graph, type GraphEdge, type JsonPath, type ParsedDocument, sameEnds } from '../graph/document';
import { keyRangeAt, rangeAt } from '../graph/parse';
import type { Diagnostic, Severity } from './diagnostic';
import type { CheckedNode } from './node';

/** One end of a wire or the whole of it, named by what it connects, so that it can be found again in a changed text. */
export interface WirePlace {
  readonly edge: GraphEdge;
  readonly side?: 'from' | 'to';
}

/** A diagnostic before it has a range: it outlives changes of the text elsewhere. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly node?: string;
  readonly port?: string;
  readonly path?: JsonPath;
  readonly wire?: WirePlace;
  /** Where it stands when it is of no node and no wire. */
  readonly documentPath?: JsonPath;
  /** Made when they are needed: some depend on where blocks stand and which names are free. */
  readonly fixes?: (graph: Graph, nodes: ReadonlyMap<string, CheckedNode>) => readonly Fix[];
}

/** Gives findings their exact ranges in a text. */
export function locate(
  findings: Iterable<Finding>,
  document: ParsedDocument,
  nodes: ReadonlyMap<string, CheckedNode>,
): Diagnostic[] {
  return [...findings].map(({ wire, documentPath, fixes, ...finding }) => {
    const edge = wire && (document.graph.edges.findLast((each) => sameEnds(each, wire.edge)) ?? wire.edge).index;
    return {
      ...finding,
      ...(edge === undefined ? {} : { edge }),
      range: rangeOf(document, finding, documentPath, edge, wire?.side),
      fixes: fixes?.(document.graph, nodes) ?? [],
    };
  });
}

function rangeOf(
  document: ParsedDocument,
  { node, path }: Pick<Finding, 'node' | 'path'>,
  documentPath: JsonPath | undefined,
  edge: number | undefined,
  side: 'from' | 'to' | undefined,
): Diagnostic['range'] {
  if (edge !== undefined) return rangeAt(document, side ? ['edges', edge, side] : ['edges', edge]);
  if (node !== undefined)
    return path ? rangeAt(document, ['nodes', node, ...path]) : keyRangeAt(document, ['nodes', node]);
  if (documentPath) return rangeAt(document, documentPath);
  return { offset: document.root?.offset ?? 0, length: Math.min(1, document.text.length) };
}
