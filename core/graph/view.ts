import { getNodeValue, type Node as JsonNode } from 'jsonc-parser';
import type { FormProblem, Json } from './document';
import { mostLevels } from './tree';

/** What a problem says besides its code, its message and where it is. */
export interface ProblemDetails extends Pick<FormProblem, 'node' | 'id'> {
  /** Whether the key of the value is at fault. */
  readonly key?: boolean;
  readonly length?: number;
}

/** How the reader of a document looks at JSON values: at nodes of a tree, which know where they stand, or at plain values. */
export interface View<N> {
  /** The properties of an object; undefined for another value. */
  properties(value: N): readonly (readonly [name: string, value: N])[] | undefined;
  /** The elements of a list; undefined for another value. */
  elements(value: N): readonly N[] | undefined;
  json(value: N): Json;
  report(code: string, message: string, at: N, details?: ProblemDetails): void;
}

/** Finds the place of every fault. */
export const treeView = (problems: FormProblem[]): View<JsonNode> => ({
  properties: ({ type, children = [] }) =>
    type === 'object'
      ? children.flatMap(({ children: [key, value] = [] }) => (key && value ? [[String(key.value), value]] : []))
      : undefined,
  elements: ({ type, children }) => (type === 'array' ? children : undefined),
  json: getNodeValue,
  report: (code, message, value, { key, length, ...about } = {}) => {
    const at = (key && value.parent?.children?.[0]) || value;
    problems.push({ code, message, range: { offset: at.offset, length: length ?? at.length }, at, ...about });
  },
});

/** Finds whether there is a fault: what to do without a tree. */
export const plainView = (fault: () => void): View<Json> => ({
  properties: (value) => (isRecord(value) ? Object.entries(value) : undefined),
  elements: (value) => (isList(value) ? value : undefined),
  json: (value) => value,
  report: fault,
});

/** The value of a text that is JSON, names no key of an object twice and is not nested too deep; undefined of another. */
export function plainJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    // Each key in the text ends in a quote and a colon, and one that stands twice is one key of the value.
    return keysIn(value, 1) === text.match(/"\s*:/g)?.length ? value : undefined;
  } catch {
    return undefined;
  }
}

function keysIn(value: Json, level: number): number {
  if (value === null || typeof value !== 'object') return 0;
  if (level > mostLevels) return Number.NaN;
  if (isList(value)) return value.reduce<number>((keys, element) => keys + keysIn(element, level + 1), 0);
  let keys = 0;
  for (const key in value) keys += 1 + keysIn(value[key] ?? null, level + 1);
  return keys;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value);
