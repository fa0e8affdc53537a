import { getNodePath, type Node as JsonNode } from 'jsonc-parser';
import type { Fix } from '../blocks/block';
import { blocks } from '../blocks/catalogue';
import { currentFormat, type FormProblem, type Json, type ParsedDocument } from '../graph/document';
import { repairSyntax } from '../graph/repair';
import { inline } from '../graph/serialize';
import { minimalEdit, prependProperty, removeNode, type TextEdit } from '../graph/splice';
import { nearest } from './nearest';
import { freeId } from './node';

/** More blocks than this that a part may mean are no fix but a search. */
const mostChoices = 3;

/** What mends a fault of form. But for an id these are changes of the text, for what is at fault is not yet a graph. */
export function formFixes(problem: FormProblem, document: ParsedDocument): readonly Fix[] {
  const { code, id, at } = problem;
  const [first] = document.problems;
  // What else seems wrong with a text that is not JSON may come of that.
  if (first?.code === 'EBM1001') return problem === first ? syntaxFixes(document.text) : [];
  if (id !== undefined) {
    const to = validId(id, document);
    return [{ title: `Rename it to “${to}”`, operation: { kind: 'rename-node', id, to } }];
  }
  if (!at) return [];
  if (code === 'EBM1004') return doubleFixes(at, document);
  return code === 'EBM1002' ? wrongForm(at, document) : [];
}

function syntaxFixes(text: string): Fix[] {
  const repair = repairSyntax(text);
  return repair ? [spliced(repair.title, repair.edit)] : [];
}

const spliced = (title: string, edit: TextEdit): Fix => ({ title, operation: { kind: 'splice', ...edit } });

const replaced = (title: string, { offset, length }: JsonNode, text: string): Fix =>
  spliced(title, { offset, length, text });

const set = (at: JsonNode, value: Json): Fix => replaced(`Set it to ${inline(value)}`, at, inline(value));

const removed = (title: string, text: string, node: JsonNode | undefined): Fix =>
  spliced(title, minimalEdit(text, removeNode(text, node)));

const added = (text: string, object: JsonNode, key: string, value: Json): Fix =>
  spliced(`Add "${key}": ${inline(value)}`, minimalEdit(text, prependProperty(text, object, key, value)));

/** A block may be another one of that name; of two values only a person knows which is meant. */
function doubleFixes(key: JsonNode, document: ParsedDocument): Fix[] {
  const { text } = document;
  const [property, object] = [key.parent, key.parent?.parent];
  if (!object) return [];
  const without = removed('Remove this one', text, property);
  if (getNodePath(object).join() === 'nodes') {
    const id = validId(String(key.value), document);
    return [replaced(`Rename it to “${id}”`, key, JSON.stringify(id)), without];
  }
  const first = object.children?.find(({ children }) => children?.[0]?.value === key.value);
  return [without, removed('Remove the first', text, first)];
}

/** Only what says nothing is replaced, and what a document goes on without: its settings and its layout. */
function wrongForm(at: JsonNode, document: ParsedDocument): Fix[] {
  const { text } = document;
  const [part, name] = getNodePath(at);
  switch (part) {
    case undefined:
      return at.type === 'object' ? [added(text, at, 'format', currentFormat)] : [];
    case 'format':
      return [set(at, currentFormat)];
    case 'name':
    case 'about':
      if (at.type === 'null') return [removed('Remove it', text, at)];
      return at.children ? [] : [set(at, text.slice(at.offset, at.offset + at.length))];
    case 'nodes':
      return name === undefined ? emptied(at, {}) : blockFixes(at, String(name), document);
    case 'edges':
      if (name === undefined) return emptied(at, []);
      return [removed('Remove the wire', text, at.parent?.type === 'property' ? at.parent.parent : at)];
    case 'training':
      return [replaced('Set it to {}, with all settings at their defaults', at, '{}')];
    case 'layout':
      return [name === undefined ? set(at, {}) : removed('Remove the position', text, at)];
    default:
      return [];
  }
}

const emptied = (at: JsonNode, nothing: Json): Fix[] => (at.value || at.children?.length ? [] : [set(at, nothing)]);

/** Which block it is that does not say so, as its own words, its id, or its parameters and wires tell. */
function blockFixes(at: JsonNode, id: string, { text, graph }: ParsedDocument): Fix[] {
  const inside = getNodePath(at).length > 2;
  const node = inside ? at.parent?.parent : at;
  if (node?.type !== 'object') return at.type === 'string' ? [set(at, { block: at.value })] : [];
  const properties = (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ key, value }] : [],
  );
  const misspelt = properties.find(
    ({ key, value }) => nearest(String(key.value), ['block']) && blocks.has(String(value.value)),
  );
  if (misspelt && !inside) return [replaced('Rename it to “block”', misspelt.key, '"block"')];
  const names = properties.map(({ key }) => String(key.value)).filter((name) => name !== 'block');
  const read = graph.edges.filter(({ from }) => from.node === id).map(({ from }) => from.port);
  const fed = graph.edges.filter(({ to }) => to.node === id).map(({ to }) => to.port);
  const able = [...blocks.values()].filter(
    ({ parameters, inputs, outputs }) =>
      names.every((name) => Object.hasOwn(parameters, name)) &&
      read.every((port) => outputs.some(({ name }) => name === port)) &&
      fed.every((port) => inputs.some(({ name }) => name === port)),
  );
  const named = able.filter(({ type, idHint }) => [type, idHint].includes(id.replace(/\d+$/, '')));
  const meant = named.length || able.length > mostChoices ? named : able;
  return meant.map(({ type }) => (inside ? set(at, type) : added(text, node, 'block', type)));
}

/** A free id of the letters of one that cannot stand. */
const validId = (id: string, { graph, unread }: ParsedDocument): string =>
  freeId(
    id
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^[^A-Za-z]+|-+$/g, '')
      .slice(0, 60) || 'block',
    { has: (taken) => graph.nodes.has(taken) || unread.has(taken) },
  );
