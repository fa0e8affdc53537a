/** Text that may be broken over lines: a call, a list or a choice keeps to one line where it fits. */
export type Doc =
  | string
  | { readonly open: string; readonly items: readonly Doc[]; readonly close: string }
  | { readonly condition: string; readonly yes: Doc; readonly no: Doc; readonly close: string };

const width = 120;

/** `name(a, b)`. */
export const call = (name: string, ...args: readonly Doc[]): Doc => ({ open: `${name}(`, items: args, close: ')' });

/** `condition ? yes : no`. */
export const ternary = (condition: string, yes: Doc, no: Doc): Doc => ({ condition, yes, no, close: '' });

/** `{ a, b: c }`. */
export const record = (...items: readonly Doc[]): Doc => ({ open: '{ ', items, close: ' }' });

/** `prefix` before and `suffix` behind a text that may break. */
export function around(prefix: string, doc: Doc, suffix = ''): Doc {
  if (typeof doc === 'string') return prefix + doc + suffix;
  if ('open' in doc) return { ...doc, open: prefix + doc.open, close: doc.close + suffix };
  return { ...doc, condition: prefix + doc.condition, close: doc.close + suffix };
}

export function flat(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  if ('open' in doc) return `${doc.open}${doc.items.map(flat).join(', ')}${doc.close}`;
  return `${doc.condition} ? ${flat(doc.yes)} : ${flat(doc.no)}${doc.close}`;
}

/** A sentence or more as a comment of one line, or of several where it is too long for the column. */
export function comment(text: string, column: number): string[] {
  const whole = `/** ${text} */`;
  if (column + whole.length <= width) return [whole];
  const lines = [' *'];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (column + (lines[last]?.length ?? 0) + 1 + word.length <= width) lines[last] += ` ${word}`;
    else lines.push(` * ${word}`);
  }
  return ['/**', ...lines, ' */'];
}

/** The lines of a text whose first line stands at a column, with so much room kept behind its last. */
export function layout(doc: Doc, column: number, behind = 0): string {
  const line = flat(doc);
  if (typeof doc === 'string' || column + line.length + behind <= width) return line;
  const inner = ' '.repeat(column + 2);
  if ('open' in doc) {
    const items = doc.items.map((item) => `${inner}${layout(item, column + 2, 1)},`);
    return `${doc.open.trimEnd()}\n${items.join('\n')}\n${' '.repeat(column)}${doc.close.trimStart()}`;
  }
  const branch = (sign: string, each: Doc): string => `${inner}${sign} ${layout(each, column + 4)}`;
  return `${doc.condition}\n${branch('?', doc.yes)}\n${branch(':', doc.no)}${doc.close}`;
}
