import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineOwners, linesOf } from '../../../webview/code/lines';
import { tokenize, tokenLines } from '../../../webview/code/tokenize';

const kinds = (source: string): string[] =>
  tokenize(source)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => `${kind} ${text}`);

describe('the tokens of a module', () => {
  test('put together are the module, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('//', '/*', '*/', "'", '`', '\\', '\n', '1e', '.5'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const source = pieces.join('');
        expect(
          tokenize(source)
            .map(({ text }) => text)
            .join(''),
        ).toBe(source);
      }),
    );
  });

  test('put together line by line are this very file', () => {
    const source = readFileSync(new URL(import.meta.url), 'utf8');
    const lines = tokenLines(source).map((tokens) => tokens.map(({ text }) => text).join(''));
    expect(lines).toEqual(source.split('\n'));
  });

  test('tell keywords, numbers, strings and comments from the rest', () => {
    expect(kinds("const x = f(1e-3, 'a'); // why")).toEqual([
      'keyword const',
      'name x',
      'punctuation =',
      'name f',
      'punctuation (',
      'number 1e-3',
      'punctuation ,',
      "string 'a'",
      'punctuation )',
      'punctuation ;',
      'comment // why',
    ]);
  });

  test('see no comment inside a string, and no string inside a comment', () => {
    expect(kinds("'// no'")).toEqual(["string '// no'"]);
    expect(kinds("/* it's */ 2")).toEqual(["comment /* it's */", 'number 2']);
  });

  test('take a digit inside a name as part of the name', () => {
    expect(kinds('dense1.xHat2')).toEqual(['name dense1', 'punctuation .', 'name xHat2']);
  });

  test('cut a comment over several lines at the lines', () => {
    expect(tokenLines('/* a\nb */ 1')).toEqual([
      [{ kind: 'comment', text: '/* a' }],
      [
        { kind: 'comment', text: 'b */' },
        { kind: 'space', text: ' ' },
        { kind: 'number', text: '1' },
      ],
    ]);
  });
});

describe('the lines of a block', () => {
  const lines = new Map([
    ['encoder', [{ first: 2, last: 6 }]],
    [
      'code',
      [
        { first: 4, last: 4 },
        { first: 8, last: 9 },
      ],
    ],
  ]);

  test('belong to the block with the narrowest range', () => {
    expect(lineOwners({ lines }, 9)).toEqual([
      undefined,
      'encoder',
      'encoder',
      'code',
      'encoder',
      'encoder',
      undefined,
      'code',
      'code',
    ]);
  });

  test('are all of its ranges, and none for no block', () => {
    expect([...linesOf({ lines }, 'code')]).toEqual([4, 8, 9]);
    expect([...linesOf({ lines }, undefined)]).toEqual([]);
  });
});
