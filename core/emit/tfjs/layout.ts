/** Text that may be broken over lines: a call or a list keeps to one line where it fits. */
export type Doc = string | { readonly open: string; readonly items: readonly Doc[]; readonly close: string };

const width = 120;

/** `name(a, b)`. */
export const call = (name: string, ...args: readonly Doc[]): Doc => ({ open: `${name}(`, items: args, close: ')' });

/** `{ a, b: c }`. */
export const record = (...items: readonly Doc[]): Doc => ({ open: '{ ', items, close: ' }' });

/** `prefix` before and `suffix` behind a text that may break. */
export const around = (prefix: string, doc: Doc, suffix = ''): Doc =>
  typeof doc === 'string'
    ? prefix + doc + suffix
    : { open: prefix + doc.open, items: doc.items, close: doc.close + suffix };

export const flat = (doc: Doc): string =>
  typeof doc === 'string' ? doc : `${doc.open}${doc.items.map(flat).join(', ')}${doc.close}`;

/** The lines of a text whose first line stands at a column, with so much room kept behind its last. */
export function layout(doc: Doc, column: number, behind = 0): string {
  const line = flat(doc);
  if (typeof doc === 'string' || column + line.length + behind <= width) return line;
  const inner = ' '.repeat(column + 2);
  const items = doc.items.map((item) => `${inner}${layout(item, column + 2, 1)},`);
  return `${doc.open.trimEnd()}\n${items.join('\n')}\n${' '.repeat(column)}${doc.close.trimStart()}`;
}
