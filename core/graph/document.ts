import type { Node as JsonNode } from 'jsonc-parser';

/** A JSON value as it stands in a document. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where something stands in the text: offsets in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Steps from the root of the document to a value, as in `['nodes', 'encoder', 'layers', 0, 'units']`. */
export type JsonPath = readonly (string | number)[];

export interface Position {
  readonly x: number;
  readonly y: number;
}

/** One block of the graph. `parameters` holds every key but `block`, as written, unknown ones too. */
export interface GraphNode {
  readonly id: string;
  readonly block: string;
  readonly parameters: { readonly [key: string]: Json };
}

/** One end of a wire: a port of a node, written `node.port`. */
export interface Endpoint {
  readonly node: string;
  readonly port: string;
}

/** A wire. `index` is its place in the document's `edges`. */
export interface GraphEdge {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly index: number;
}

/** The graph, of the newest format known, as far as the text could be read; what could not be read stands in the problems of `parse`. */
export interface Graph {
  readonly format: number;
  readonly name: string;
  readonly about: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: readonly GraphEdge[];
  readonly training: { readonly [key: string]: Json };
  readonly layout: ReadonlyMap<string, Position>;
}

/** The newest document format that this version reads and writes. */
export const currentFormat = 2;

/** A fault of form, found while reading the text. */
export interface FormProblem {
  readonly code: string;
  readonly message: string;
  readonly range: TextRange;
  readonly node?: string;
  /** An id that cannot stand. */
  readonly id?: string;
  /** The value at fault, or the key; absent where the text cannot be read. */
  readonly at?: JsonNode;
}

export interface ParsedDocument {
  readonly text: string;
  /** The format that the text is written in; the graph of an older one is migrated. */
  readonly format: number;
  /** Names are those of the newest format, ranges those of the text. Absent where not even the outline of a JSON value could be read. */
  readonly root: JsonNode | undefined;
  readonly graph: Graph;
  readonly problems: readonly FormProblem[];
  /** Ids that stand in the text, of blocks that could not be read. */
  readonly unread: ReadonlySet<string>;
  /** A document of a newer format is shown but never written. */
  readonly readOnly: boolean;
}

/** `encoder.output`: how an endpoint is written in the document. */
export const formatEndpoint = ({ node, port }: Endpoint): string => `${node}.${port}`;

export const sameEndpoint = (one: Endpoint, other: Endpoint): boolean =>
  one.node === other.node && one.port === other.port;

type Ends = Pick<GraphEdge, 'from' | 'to'>;

/** Whether two wires connect the same ports. */
export const sameEnds = (one: Ends, other: Ends): boolean =>
  sameEndpoint(one.from, other.from) && sameEndpoint(one.to, other.to);

/** Reads `encoder.output`; undefined where the text is not of the form `node.port`. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [node, port, ...rest] = text.split('.');
  return node && port && rest.length === 0 ? { node, port } : undefined;
}

/** A node's id: a letter, then letters, digits, `-` or `_`; 64 characters at most. Emitted identifiers are made from it. */
export const isNodeId = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text);
