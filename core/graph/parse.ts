import { findNodeAtLocation, type Node as JsonNode, type ParseError, printParseErrorCode } from 'jsonc-parser';
import {
  currentFormat,
  type Endpoint,
  type FormProblem,
  type GraphEdge,
  type GraphNode,
  isNodeId,
  type Json,
  type JsonPath,
  type ParsedDocument,
  type Position,
  parseEndpoint,
  type TextRange,
} from './document';
import { isFormat, migrateTree } from './migrate';
import { excessiveNesting, mostLevels, readTree } from './tree';
import { plainJson, plainView, treeView, type View } from './view';

/**
 * Reads a document. Never throws: a broken text gives the graph of what can be read, and a problem with its exact range
 * for each thing that cannot.
 */
export function parse(text: string): ParsedDocument {
  return parseSound(text) ?? parseTree(text);
}

/** Nearly every text is of today's format and has no fault of form. Its tree is made when a place in it is asked for. */
function parseSound(text: string): ParsedDocument | undefined {
  const value = plainJson(text);
  if (value === undefined) return undefined;
  let faults = 0;
  const view = plainView(() => faults++);
  const document = read(text, value, view);
  if (faults || document.format !== currentFormat) return undefined;
  let root: JsonNode | undefined;
  return {
    ...document,
    problems: [],
    get root() {
      root ??= readTree(text);
      return root;
    },
  };
}

function parseTree(text: string): ParsedDocument {
  const errors: ParseError[] = [];
  const root = readTree(text, errors);
  const problems: FormProblem[] = errors.map(({ error, offset, length }) => ({
    code: 'EBM1001',
    message: `This is not valid JSON: ${syntaxWords[printParseErrorCode(error)] ?? 'it cannot be read'}.`,
    range: { offset, length },
  }));
  const tooDeep = excessiveNesting(text);
  if (tooDeep !== undefined) {
    const message = `This is not valid JSON: it is nested deeper than ${mostLevels} levels.`;
    problems.push({ code: 'EBM1001', message, range: { offset: tooDeep, length: 1 } });
  }
  migrateTree(root);
  return { ...read(text, root, treeView(problems)), root, problems };
}

function read<N>(text: string, root: N | undefined, view: View<N>): Omit<ParsedDocument, 'root' | 'problems'> {
  const reader = new Reader(view);
  const fields = reader.object(root, 'The document') ?? new Map<string, N>();
  const format = reader.format(fields.get('format'), root);
  return {
    text,
    format,
    unread: reader.unread,
    readOnly: format > currentFormat,
    graph: {
      format: Math.max(format, currentFormat),
      name: reader.text(fields.get('name'), 'name', 'untitled'),
      about: reader.text(fields.get('about'), 'about', ''),
      nodes: reader.nodes(fields.get('nodes')),
      edges: reader.edges(fields.get('edges')),
      training: reader.training(fields.get('training')),
      layout: reader.layout(fields.get('layout')),
    },
  };
}

/** The range of the value at a path, or of its nearest readable ancestor. */
export function rangeAt(document: ParsedDocument, path: JsonPath): TextRange {
  for (let length = path.length; document.root && length >= 0; length--) {
    const node = findNodeAtLocation(document.root, path.slice(0, length));
    if (node) return { offset: node.offset, length: node.length };
  }
  return { offset: 0, length: Math.min(1, document.text.length) };
}

/** The range of a property's key, such as a node's id in `nodes`. */
export function keyRangeAt(document: ParsedDocument, path: JsonPath): TextRange {
  const key = document.root && findNodeAtLocation(document.root, [...path])?.parent?.children?.[0];
  return key && key.type === 'string' ? { offset: key.offset, length: key.length } : rangeAt(document, path);
}

const syntaxWords: Record<string, string> = {
  InvalidSymbol: 'this word means nothing in JSON',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a key in double quotes was expected',
  ValueExpected: 'a value was expected',
  ColonExpected: 'a colon was expected',
  CommaExpected: 'a comma was expected',
  CloseBraceExpected: 'a closing } was expected',
  CloseBracketExpected: 'a closing ] was expected',
  EndOfFileExpected: 'the end of the file was expected',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a string does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'this is not a Unicode escape',
  InvalidEscapeCharacter: 'this is not an escape',
  InvalidCharacter: 'this character is not allowed in a string',
};

class Reader<N> {
  readonly unread = new Set<string>();
  private readonly view: View<N>;

  constructor(view: View<N>) {
    this.view = view;
  }

  /** The properties of an object, the first of each name; a second of the same name is a problem. */
  object(value: N | undefined, what: string): Map<string, N> | undefined {
    if (value === undefined) return undefined;
    const properties = this.view.properties(value);
    if (!properties) {
      this.view.report('EBM1002', `${what} must be an object in braces, { … }.`, value);
      return undefined;
    }
    const fields = new Map<string, N>();
    for (const [name, field] of properties) {
      if (!fields.has(name)) fields.set(name, field);
      else
        this.view.report('EBM1004', `“${name}” stands here a second time; remove or rename one.`, field, { key: true });
    }
    return fields;
  }

  format(value: N | undefined, root: N | undefined): number {
    if (value === undefined) {
      if (root !== undefined && this.view.properties(root)) {
        const message = `The document names no format; add "format": ${currentFormat}.`;
        this.view.report('EBM1002', message, root, { length: 1 });
      }
      return currentFormat;
    }
    const format = this.view.json(value);
    if (!isFormat(format)) {
      const message = `“format” must be a whole number from 1; this version writes ${currentFormat}.`;
      this.view.report('EBM1002', message, value);
      return currentFormat;
    }
    if (format > currentFormat) {
      this.view.report(
        'EBM1011',
        `This document has format ${format}; this version knows ${currentFormat}. It opens read-only: update EBM Studio to edit it.`,
        value,
      );
    }
    return format;
  }

  text(value: N | undefined, key: string, otherwise: string): string {
    if (value === undefined) return otherwise;
    const text = this.view.json(value);
    if (typeof text === 'string') return text;
    this.view.report('EBM1002', `“${key}” must be a text in double quotes.`, value);
    return otherwise;
  }

  nodes(value: N | undefined): Map<string, GraphNode> {
    const nodes = new Map<string, GraphNode>();
    for (const [id, field] of this.object(value, '“nodes”') ?? []) {
      if (!isNodeId(id)) {
        const rule = 'a letter, then letters, digits, - or _, 64 at most';
        this.unread.add(id);
        this.view.report('EBM1005', `“${shorten(id)}” cannot name a block: use ${rule}.`, field, { key: true, id });
        continue;
      }
      const parameters = this.object(field, `Block “${id}”`);
      if (!parameters) {
        this.unread.add(id);
        continue;
      }
      const block = this.json(parameters.get('block'));
      if (typeof block !== 'string') {
        this.unread.add(id);
        const message = `“${id}” does not say which block it is; add "block": "…".`;
        this.view.report('EBM1002', message, parameters.get('block') ?? field, { node: id });
        continue;
      }
      parameters.delete('block');
      nodes.set(id, { id, block, parameters: this.values(parameters) });
    }
    return nodes;
  }

  edges(value: N | undefined): GraphEdge[] {
    if (value === undefined) return [];
    const elements = this.view.elements(value);
    if (!elements) this.view.report('EBM1002', '“edges” must be a list in brackets, [ … ].', value);
    return (elements ?? []).flatMap((element, index) => {
      const fields = this.object(element, 'A wire');
      if (!fields) return [];
      const from = this.endpoint(fields.get('from'), 'from', element);
      const to = this.endpoint(fields.get('to'), 'to', element);
      return from && to ? [{ from, to, index }] : [];
    });
  }

  training(value: N | undefined): { [key: string]: Json } {
    return this.values(this.object(value, '“training”') ?? new Map<string, N>());
  }

  layout(value: N | undefined): Map<string, Position> {
    const layout = new Map<string, Position>();
    for (const [id, field] of this.object(value, '“layout”') ?? []) {
      const position = this.object(field, `The position of “${shorten(id)}”`);
      if (!position) continue;
      const [x, y] = [this.json(position.get('x')), this.json(position.get('y'))];
      if (Number.isFinite(x) && Number.isFinite(y)) layout.set(id, { x: Number(x), y: Number(y) });
      else this.view.report('EBM1002', `The position of “${shorten(id)}” needs the numbers x and y.`, field);
    }
    return layout;
  }

  private endpoint(value: N | undefined, side: 'from' | 'to', edge: N): Endpoint | undefined {
    const text = this.json(value);
    const endpoint = typeof text === 'string' ? parseEndpoint(text) : undefined;
    if (!endpoint) {
      const message = `A wire's “${side}” must name a port, as in "encoder.output".`;
      this.view.report('EBM1002', message, value ?? edge);
    }
    return endpoint;
  }

  private json(value: N | undefined): Json | undefined {
    return value === undefined ? undefined : this.view.json(value);
  }

  private values(fields: ReadonlyMap<string, N>): { [key: string]: Json } {
    return Object.fromEntries([...fields].map(([name, value]) => [name, this.view.json(value)]));
  }
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
