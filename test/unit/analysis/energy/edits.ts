import { readFileSync } from 'node:fs';
import type { Json } from '../../../../core/graph/document';
import { applyOperation, type Operation } from '../../../../core/graph/operation';
import { template } from '../../templates';

/* Graphs, changed. */

export const edit = (id: string, ...operations: readonly Operation[]): string =>
  operations.reduce(applyOperation, template(id));

/** The wrong graph of a page. */
export const diagnosed = (code: string): string =>
  readFileSync(new URL(`../../../../docs/diagnostics/graphs/${code}.wrong.ebm.json`, import.meta.url), 'utf8');

export const set = (node: string, path: readonly (string | number)[], value: Json): Operation => ({
  kind: 'set-parameter',
  node,
  path,
  value,
});
export const wire = (from: readonly [string, string], to: readonly [string, string]): Operation => ({
  kind: 'connect',
  from: { node: from[0], port: from[1] },
  to: { node: to[0], port: to[1] },
});
export const insert = (id: string, block: string, parameters: { [name: string]: Json } = {}): Operation => ({
  kind: 'add-node',
  id,
  block,
  parameters,
  position: { x: 0, y: 0 },
});

/** k-means of digits, changed. */
export function clusters(...operations: readonly Operation[]): string {
  const text = readFileSync(
    new URL('../../../../docs/diagnostics/graphs/EBM3018.right.ebm.json', import.meta.url),
    'utf8',
  );
  return operations.reduce(applyOperation, text);
}

/** A contrast on the whole energy of a graph. */
export const contrasted = (text: string, block: string): string =>
  [insert('contrast', block), wire(['energy', 'energy'], ['contrast', 'energy'])].reduce(applyOperation, text);
