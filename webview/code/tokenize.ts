export type TokenKind = 'comment' | 'string' | 'keyword' | 'number' | 'name' | 'punctuation' | 'space';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const keywords = new Set(
  (
    'as async await break case catch class const continue default delete do else export extends false finally for from ' +
    'function if import in instanceof let new null of return static super switch this throw true try typeof undefined ' +
    'var void while yield'
  ).split(' '),
);

/** In the order tried; together they take any character, so that the tokens of a text are the text. */
const pattern =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?|`(?:\\[\s\S]|[^`\\])*`?)|(?<number>(?:0[xX][\da-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))|(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<space>\s+)|(?<punctuation>[\s\S])/gu;

/** JavaScript as coloured pieces. Regular expressions are not told from divisions: emitted modules have none. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, groups } of source.matchAll(pattern)) {
    const kind = (Object.keys(groups ?? {}) as TokenKind[]).find((name) => groups?.[name] !== undefined);
    tokens.push({ kind: kind === 'name' && keywords.has(text) ? 'keyword' : (kind ?? 'punctuation'), text });
  }
  return tokens;
}

/** The tokens of each line, without the line breaks; a comment over several lines is cut at them. */
export function tokenLines(source: string): Token[][] {
  const lines: Token[][] = [[]];
  for (const { kind, text } of tokenize(source)) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index) lines.push([]);
      if (part) lines.at(-1)?.push({ kind, text: part });
    }
  }
  return lines;
}
