import {
  findNodeAtLocation,
  getNodeValue,
  type Node as JsonNode,
  type ParseError,
  printParseErrorCode,
} from 'jsonc-parser';
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
import { formatOf, migrateTree } from './migrate';
import { excessiveNesting, mostLevels, readTree } from './tree';

/**
 * Reads a document. Never throws: a broken text gives the graph of what can be read, and a problem with its exact range
 * for each thing that cannot.
 */
export function parse(text: string): ParsedDocument {
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
  const reader = new Reader(problems);
  const fields = reader.object(root, 'The document');
  const format = reader.format(fields.get('format'), root);
  return {
    text,
    format,
    root,
    problems,
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

class Reader {
  readonly unread = new Set<string>();
  private readonly problems: FormProblem[];

  constructor(problems: FormProblem[]) {
    this.problems = problems;
  }

  /** The properties of an object, the first of each name; a second of the same name is a problem. */
  object(value: JsonNode | undefined, what: string, code = 'EBM1002'): Map<string, JsonNode> {
    const fields = new Map<string, JsonNode>();
    if (!value) return fields;
    if (value.type !== 'object') {
      this.report(code, `${what} must be an object in braces, { … }.`, value);
      return fields;
    }
    for (const property of value.children ?? []) {
      const [key, field] = property.children ?? [];
      if (!key || !field) continue;
      const name = String(key.value);
      if (fields.has(name)) this.report('EBM1004', `“${name}” stands here a second time; remove or rename one.`, key);
      else fields.set(name, field);
    }
    return fields;
  }

  format(value: JsonNode | undefined, root: JsonNode | undefined): number {
    if (!value) {
      if (root?.type === 'object') {
        this.report('EBM1002', `The document names no format; add "format": ${currentFormat}.`, root, { length: 1 });
      }
      return currentFormat;
    }
    const format = formatOf(root);
    if (format === undefined) {
      this.report('EBM1002', `“format” must be a whole number from 1; this version writes ${currentFormat}.`, value);
      return currentFormat;
    }
    if (format > currentFormat) {
      this.report(
        'EBM1011',
        `This document has format ${format}; this version knows ${currentFormat}. It opens read-only: update EBM Studio to edit it.`,
        value,
      );
    }
    return format;
  }

  text(value: JsonNode | undefined, key: string, otherwise: string): string {
    if (!value) return otherwise;
    if (value.type === 'string') return String(value.value);
    this.report('EBM1002', `“${key}” must be a text in double quotes.`, value);
    return otherwise;
  }

  nodes(value: JsonNode | undefined): Map<string, GraphNode> {
    const nodes = new Map<string, GraphNode>();
    for (const [id, field] of this.object(value, '“nodes”')) {
      if (!isNodeId(id)) {
        const rule = 'a letter, then letters, digits, - or _, 64 at most';
        this.unread.add(id);
        this.report(
          'EBM1005',
          `“${shorten(id)}” cannot name a block: use ${rule}.`,
          field.parent?.children?.[0] ?? field,
          { id },
        );
        continue;
      }
      const parameters = this.object(field, `Block “${id}”`);
      const block = parameters.get('block');
      if (block?.type !== 'string') {
        this.unread.add(id);
        if (field.type !== 'object') continue;
        this.report('EBM1002', `“${id}” does not say which block it is; add "block": "…".`, block ?? field, {
          node: id,
        });
        continue;
      }
      parameters.delete('block');
      nodes.set(id, {
        id,
        block: String(block.value),
        parameters: Object.fromEntries([...parameters].map(([name, node]) => [name, getNodeValue(node) as Json])),
      });
    }
    return nodes;
  }

  edges(value: JsonNode | undefined): GraphEdge[] {
    if (!value) return [];
    if (value.type !== 'array') {
      this.report('EBM1002', '“edges” must be a list in brackets, [ … ].', value);
      return [];
    }
    return (value.children ?? []).flatMap((element, index) => {
      const fields = this.object(element, 'A wire');
      const from = this.endpoint(fields.get('from'), 'from', element);
      const to = this.endpoint(fields.get('to'), 'to', element);
      return from && to ? [{ from, to, index }] : [];
    });
  }

  training(value: JsonNode | undefined): { [key: string]: Json } {
    return Object.fromEntries(
      [...this.object(value, '“training”')].map(([name, node]) => [name, getNodeValue(node) as Json]),
    );
  }

  layout(value: JsonNode | undefined): Map<string, Position> {
    const layout = new Map<string, Position>();
    for (const [id, field] of this.object(value, '“layout”')) {
      const position = this.object(field, `The position of “${shorten(id)}”`);
      const [x, y] = [position.get('x')?.value, position.get('y')?.value] as unknown[];
      if (Number.isFinite(x) && Number.isFinite(y)) layout.set(id, { x: Number(x), y: Number(y) });
      else if (field.type === 'object') {
        this.report('EBM1002', `The position of “${shorten(id)}” needs the numbers x and y.`, field);
      }
    }
    return layout;
  }

  private endpoint(value: JsonNode | undefined, side: 'from' | 'to', edge: JsonNode): Endpoint | undefined {
    const endpoint = value?.type === 'string' ? parseEndpoint(String(value.value)) : undefined;
    if (!endpoint && edge.type === 'object') {
      this.report('EBM1002', `A wire's “${side}” must name a port, as in "encoder.output".`, value ?? edge);
    }
    return endpoint;
  }

  private report(
    code: string,
    message: string,
    at: JsonNode,
    { length = at.length, ...about }: Pick<FormProblem, 'node' | 'id'> & { readonly length?: number } = {},
  ): void {
    this.problems.push({ code, message, range: { offset: at.offset, length }, at, ...about });
  }
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
