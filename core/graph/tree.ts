import { type Node as JsonNode, type ParseError, parseTree } from 'jsonc-parser';

/** How deep a document may be nested, far beyond what a graph needs: reading and writing are recursive. */
export const mostLevels = 100;

/**
 * The tree of a JSON text, with what is wrong with the text in `errors`. Undefined where there is none, or where it is
 * nested too deep.
 */
export function readTree(text: string, errors: ParseError[] = []): JsonNode | undefined {
  if (excessiveNesting(text) !== undefined) return undefined;
  return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
}

/** Where the first bracket opens that is nested too deep. */
export function excessiveNesting(text: string): number | undefined {
  // A bracket is closed by one of its kind: others do not end it for the reader.
  const closers: (number | undefined)[] = [];
  let inString = false;
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === backslash && inString) offset++;
    // A string ends with its line, as it does for the reader.
    else if (unit === quote || (unit === lineFeed && inString)) inString = !inString;
    else if (!inString && (unit === openBrace || unit === openBracket)) {
      if (closers.push(unit === openBrace ? closeBrace : closeBracket) > mostLevels) return offset;
    } else if (!inString && unit === closers[closers.length - 1]) closers.pop();
  }
  return undefined;
}

const [backslash, quote, lineFeed, openBrace, openBracket, closeBrace, closeBracket] = [...'\\"\n{[}]'].map((each) =>
  each.charCodeAt(0),
);
