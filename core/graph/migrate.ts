import type { Node as JsonNode } from 'jsonc-parser';
import { currentFormat } from './document';
import { readTree } from './tree';

/** A key of the document, as a node of its tree, and what it is called in the next format. */
interface Rename {
  readonly key: JsonNode;
  readonly to: string;
}

/** From one format to the next: which keys are called otherwise. What it does not name stays as it is. */
interface Migration {
  readonly from: number;
  renames(root: JsonNode): readonly Rename[];
}

/** All ways of inference count steps. */
const stepsOfInference: Migration = {
  from: 1,
  renames: (root) => renameParameter(root, 'code', 'iterations', 'steps'),
};

const migrations: readonly Migration[] = [stepsOfInference];

/** The format that a tree names: undefined where it names none, or none that is a whole number from 1. */
export function formatOf(root: JsonNode | undefined): number | undefined {
  const format: unknown = root && formatNode(root)?.value;
  return isFormat(format) ? format : undefined;
}

export const isFormat = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1;

/**
 * Gives the keys of an older tree their names of today, in place: every node keeps its range in the text that it was read
 * from. Returns the keys that have another name in that text, by where they stand.
 */
export function migrateTree(root: JsonNode | undefined): ReadonlyMap<number, JsonNode> {
  const renamed = new Map<number, JsonNode>();
  const format = formatOf(root);
  if (!root || format === undefined) return renamed;
  for (const { renames } of migrations.filter(({ from }) => from >= format)) {
    for (const { key, to } of renames(root)) {
      const today = { ...key, value: to };
      key.parent?.children?.splice(0, 1, today);
      renamed.set(key.offset, today);
    }
  }
  return renamed;
}

/** The text in the newest format: keys that were renamed and the number change, and no other byte. */
export function migrate(text: string): string {
  const root = readTree(text);
  const number = root && formatNode(root);
  if (!number || (formatOf(root) ?? currentFormat) >= currentFormat) return text;
  const edits = [...migrateTree(root).values()].map((key) => ({ at: key, by: JSON.stringify(key.value) }));
  return [...edits, { at: number, by: String(currentFormat) }]
    .sort((a, b) => b.at.offset - a.at.offset)
    .reduce((rest, { at, by }) => rest.slice(0, at.offset) + by + rest.slice(at.offset + at.length), text);
}

const formatNode = (root: JsonNode): JsonNode | undefined =>
  properties(root).find(({ key }) => key.value === 'format')?.value;

/** A parameter of a block under another name. A key that bears that name already meant nothing, and goes on to mean nothing. */
function renameParameter(root: JsonNode, block: string, from: string, to: string): Rename[] {
  const nodes = properties(root).filter(({ key }) => key.value === 'nodes');
  return nodes
    .flatMap(({ value }) => properties(value))
    .flatMap(({ value }) => {
      const parameters = properties(value);
      if (parameters.find(({ key }) => key.value === 'block')?.value.value !== block) return [];
      const names = new Set(parameters.map(({ key }) => String(key.value)));
      return parameters.flatMap(({ key }) => {
        if (key.value === from) return [{ key, to }];
        return key.value === to ? [{ key, to: unusedName(to, names) }] : [];
      });
    });
}

function unusedName(name: string, taken: ReadonlySet<string>): string {
  let unused = name;
  for (let count = 2; taken.has(unused); count++) unused = `${name}${count}`;
  return unused;
}

interface Property {
  readonly key: JsonNode;
  readonly value: JsonNode;
}

const properties = ({ type, children }: JsonNode): Property[] =>
  type !== 'object'
    ? []
    : (children ?? []).flatMap(({ children: [key, value] = [] }) => (key && value ? [{ key, value }] : []));
