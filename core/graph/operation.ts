import { type Endpoint, formatEndpoint, type Json, type JsonPath, type Position, sameEnds } from './document';
import { migrate } from './migrate';
import { parse } from './parse';
import {
  applyEdit,
  insertElement,
  minimalEdit,
  removeValue,
  renameKey,
  setProperties,
  setValue,
  type TextEdit,
} from './splice';

/** What a person can do to a document. One gesture is one operation, and one step of undo. */
export type Operation =
  | {
      readonly kind: 'add-node';
      readonly id: string;
      readonly block: string;
      readonly parameters: { readonly [key: string]: Json };
      readonly position: Position;
    }
  | { readonly kind: 'remove-nodes'; readonly ids: readonly string[] }
  | { readonly kind: 'rename-node'; readonly id: string; readonly to: string }
  | { readonly kind: 'set-parameter'; readonly node: string; readonly path: JsonPath; readonly value: Json }
  | { readonly kind: 'remove-parameter'; readonly node: string; readonly path: JsonPath }
  | {
      readonly kind: 'insert-element';
      readonly node: string;
      readonly path: JsonPath;
      readonly index: number;
      readonly value: Json;
    }
  | { readonly kind: 'connect'; readonly from: Endpoint; readonly to: Endpoint }
  | { readonly kind: 'disconnect'; readonly from: Endpoint; readonly to: Endpoint }
  | { readonly kind: 'move'; readonly positions: { readonly [id: string]: Position } }
  | { readonly kind: 'set-training'; readonly key: string; readonly value: Json }
  | { readonly kind: 'set-name'; readonly name: string }
  /** Writes an older document in the newest format. */
  | { readonly kind: 'migrate' }
  /** A change of the very text that it was made for, where that is not the graph that it should be. */
  | ({ readonly kind: 'splice' } & TextEdit)
  | { readonly kind: 'sequence'; readonly operations: readonly Operation[] };

/**
 * The text after an operation. What the operation does not name keeps its bytes; an older document that it changes is
 * migrated by it, unless it was made for that very text.
 */
export function applyOperation(text: string, operation: Operation): string {
  const migrated = operation.kind === 'splice' ? text : migrate(text);
  const after = carryOut(migrated, operation);
  return after === migrated && operation.kind !== 'migrate' ? text : after;
}

function carryOut(text: string, operation: Operation): string {
  switch (operation.kind) {
    case 'add-node': {
      const { id, block, parameters, position } = operation;
      return setPosition(setValue(text, ['nodes', id], { block, ...parameters }), id, position);
    }
    case 'remove-nodes': {
      const gone = new Set(operation.ids);
      const touched = parse(text).graph.edges.filter(({ from, to }) => gone.has(from.node) || gone.has(to.node));
      const unwired = removeEdges(text, touched);
      return operation.ids.reduce((rest, id) => removeValue(removeValue(rest, ['nodes', id]), ['layout', id]), unwired);
    }
    case 'rename-node': {
      const { id, to } = operation;
      const renamed = renameKey(renameKey(text, ['nodes', id], to), ['layout', id], to);
      return parse(text).graph.edges.reduce((rest, edge) => {
        const side = (name: 'from' | 'to', source: string): string =>
          edge[name].node === id
            ? setValue(source, ['edges', edge.index, name], formatEndpoint({ node: to, port: edge[name].port }))
            : source;
        return side('to', side('from', rest));
      }, renamed);
    }
    case 'set-parameter':
      return setValue(text, ['nodes', operation.node, ...operation.path], operation.value);
    case 'remove-parameter':
      return removeValue(text, ['nodes', operation.node, ...operation.path]);
    case 'insert-element':
      return insertElement(text, ['nodes', operation.node, ...operation.path], operation.index, operation.value);
    case 'connect': {
      const { graph } = parse(text);
      const wire = { from: formatEndpoint(operation.from), to: formatEndpoint(operation.to) };
      return graph.edges.some((edge) => sameEnds(edge, operation))
        ? text
        : insertElement(text, ['edges'], Number.MAX_SAFE_INTEGER, wire);
    }
    case 'disconnect':
      return removeEdges(
        text,
        parse(text).graph.edges.filter((edge) => sameEnds(edge, operation)),
      );
    case 'move':
      return Object.entries(operation.positions).reduce((rest, [id, at]) => setPosition(rest, id, at), text);
    case 'set-training':
      return setValue(text, ['training', operation.key], operation.value);
    case 'set-name':
      return setValue(text, ['name'], operation.name);
    case 'splice':
      return applyEdit(text, operation);
    case 'sequence':
      return operation.operations.reduce(carryOut, text);
    case 'migrate':
      return migrate(text);
  }
}

/** The one smallest replacement in the text that carries an operation out; undefined where it changes nothing. */
export function editFor(text: string, operation: Operation): TextEdit | undefined {
  const after = applyOperation(text, operation);
  return after === text ? undefined : minimalEdit(text, after);
}

/** Last first, so that the indices of the rest stay true. */
const removeEdges = (text: string, edges: readonly { readonly index: number }[]): string =>
  [...edges].sort((a, b) => b.index - a.index).reduce((rest, { index }) => removeValue(rest, ['edges', index]), text);

/** Positions are whole pixels, and none is −0: a drag of a fraction would otherwise fill a diff with noise. */
const setPosition = (text: string, id: string, { x, y }: Position): string =>
  setProperties(text, ['layout', id], { x: Math.round(x) || 0, y: Math.round(y) || 0 });
