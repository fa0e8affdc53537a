import { findNodeAtLocation, getNodePath, type Node as JsonNode } from 'jsonc-parser';
import type { Json, JsonPath } from './document';
import { inline } from './serialize';
import { readTree } from './tree';

/*
 * Changes to a JSON text that leave every byte alone but those they are about. jsonc-parser's own `modify` reformats the
 * neighbours of what it inserts, and a document must not change where nobody touched it.
 */

/** Sets the value at a path; a missing property is added last in its object. Missing ancestors are made. */
export function setValue(text: string, path: JsonPath, value: Json): string {
  const node = find(text, path);
  if (node) return replace(text, node.offset, node.length, inline(value));
  const key = path[path.length - 1];
  if (typeof key !== 'string') return text;
  const parent = find(text, path.slice(0, -1));
  if (!parent) return path.length > 1 ? setValue(text, path.slice(0, -1), { [key]: value }) : text;
  if (parent.type !== 'object') return text;
  return insertChild(
    text,
    parent,
    parent.children?.length ?? 0,
    `${JSON.stringify(key)}: ${inline(value)}`,
    path.length - 1,
  );
}

/** Sets some properties of the object at a path, which keeps its others; what is no object there is replaced. */
export function setProperties(text: string, path: JsonPath, fields: { readonly [key: string]: Json }): string {
  const object = find(text, path);
  if (object?.type !== 'object') return setValue(text, path, fields);
  const places = Object.entries(fields).map(([key, value]) => ({ key, value, at: findNodeAtLocation(object, [key]) }));
  if (places.some(({ at }) => !at)) {
    return places.reduce((rest, { key, value }) => setValue(rest, [...path, key], value), text);
  }
  return places
    .flatMap(({ value, at }) => (at ? [{ value, at }] : []))
    .sort((a, b) => b.at.offset - a.at.offset)
    .reduce((rest, { value, at }) => replace(rest, at.offset, at.length, inline(value)), text);
}

/** Inserts an element into the list at a path, which is made where it is missing. */
export function insertElement(text: string, path: JsonPath, index: number, value: Json): string {
  const list = find(text, path);
  if (!list) return setValue(text, path, [value]);
  return list.type === 'array' ? insertChild(text, list, index, inline(value), path.length) : text;
}

/** Puts a property first into an object of a text. */
export const prependProperty = (text: string, object: JsonNode, key: string, value: Json): string =>
  insertChild(text, object, 0, `${JSON.stringify(key)}: ${inline(value)}`, getNodePath(object).length);

/** Removes the property or the element at a path, with its comma and its line. */
export const removeValue = (text: string, path: JsonPath): string => removeNode(text, find(text, path));

/** The same for the value of a text's own tree, or for a property. */
export function removeNode(text: string, node: JsonNode | undefined): string {
  const child = node?.parent?.type === 'property' ? node.parent : node;
  const siblings = child?.parent?.children;
  if (!child?.parent || !siblings) return text;
  const index = siblings.indexOf(child);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  if (before) return replace(text, end(before), end(child) - end(before), '');
  if (after) return replace(text, child.offset, after.offset - child.offset, '');
  return replace(text, child.parent.offset + 1, child.parent.length - 2, '');
}

/** Renames the key of the property at a path. */
export function renameKey(text: string, path: JsonPath, to: string): string {
  const key = find(text, path)?.parent?.children?.[0];
  return key ? replace(text, key.offset, key.length, JSON.stringify(to)) : text;
}

export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export const applyEdit = (text: string, { offset, length, text: by }: TextEdit): string =>
  replace(text, offset, length, by);

/** The one smallest replacement that turns `before` into `after`. */
export function minimalEdit(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // A character of two units is replaced whole: half of one is no text.
  if (isLowSurrogate(before, start) || isLowSurrogate(after, start)) start--;
  if (isLowSurrogate(before, before.length - tail) || isLowSurrogate(after, after.length - tail)) tail--;
  return { offset: start, length: before.length - start - tail, text: after.slice(start, after.length - tail) };
}

const isLowSurrogate = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
};

const find = (text: string, path: JsonPath): JsonNode | undefined => {
  const root = readTree(text);
  return root && (path.length ? findNodeAtLocation(root, [...path]) : root);
};

const end = (node: JsonNode): number => node.offset + node.length;

const replace = (text: string, offset: number, length: number, by: string): string =>
  text.slice(0, offset) + by + text.slice(offset + length);

/** Inserts as its neighbours stand: on a line of its own where they do, on the same line where they do not. */
function insertChild(text: string, parent: JsonNode, index: number, written: string, depth: number): string {
  const children = parent.children ?? [];
  const next = children[index];
  const previous = children[Math.min(index, children.length) - 1];
  if (next) return replace(text, next.offset, 0, `${written},${spaceBefore(text, next, parent)}`);
  if (previous) return replace(text, end(previous), 0, `,${spaceBefore(text, previous, parent)}${written}`);
  if (!ownLines(depth)) {
    const [open, close] = parent.type === 'object' ? ['{ ', ' }'] : ['[', ']'];
    return replace(text, parent.offset, parent.length, open + written + close);
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const [open, close] = parent.type === 'object' ? ['{', '}'] : ['[', ']'];
  const [outer, inner] = ['  '.repeat(depth), '  '.repeat(depth + 1)];
  return replace(text, parent.offset, parent.length, `${open}${newline}${inner}${written}${newline}${outer}${close}`);
}

/** Only the document and the lists directly in it (nodes, edges, layout) give each child a line. */
const ownLines = (depth: number): boolean => depth <= 1;

function spaceBefore(text: string, child: JsonNode, parent: JsonNode): string {
  const gap = /\s*$/.exec(text.slice(parent.offset + 1, child.offset))?.[0] ?? '';
  return gap.includes('\n') ? gap.slice(Math.max(gap.lastIndexOf('\n') - (gap.includes('\r\n') ? 1 : 0), 0)) : ' ';
}
