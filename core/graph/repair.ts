import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { parse } from './parse';
import { applyEdit, minimalEdit, type TextEdit } from './splice';
import { readTree } from './tree';

/** A change of a text that makes JSON of it, in words. */
export interface Repair {
  readonly title: string;
  readonly edit: TextEdit;
}

/**
 * The one change after which a text is a document without a fault of form; undefined where no single cause explains what is wrong
 * with it. Where a bracket is missing in the middle, one at the end makes JSON of the text too, but leaves parts in wrong places.
 */
export function repairSyntax(text: string): Repair | undefined {
  const errors: ParseError[] = [];
  readTree(text, errors);
  const [first] = errors;
  if (!first) return undefined;
  return repairs[printParseErrorCode(first.error)]
    ?.flatMap((way) => way(text, first, errors))
    .find(({ edit }) => !parse(applyEdit(text, edit)).problems.length);
}

type Way = (text: string, first: ParseError, all: readonly ParseError[]) => Repair[];

const insert =
  (mark: string, name: string): Way =>
  (text, { offset }) => [
    { title: `Insert the ${name}`, edit: { offset: text.slice(0, offset).trimEnd().length, length: 0, text: mark } },
  ];

/** One behind the last element, or one too many. */
const removeComma: Way = (text, { offset }) =>
  [text.slice(0, offset).trimEnd().length - 1, offset]
    .filter((at) => text[at] === ',')
    .map((at) => ({ title: 'Remove the comma', edit: { offset: at, length: 1, text: '' } }));

/** A comment that has lines of its own takes them along. */
const removeComments: Way = (text, _, errors) => {
  const comments = errors.filter(({ error }) => printParseErrorCode(error) === 'InvalidCommentToken');
  const rest = comments.reduceRight((before, { offset, length }) => {
    const [line = ''] = /[ \t]*$/.exec(before.slice(0, offset)) ?? [];
    const start = offset - line.length;
    const [end = ''] = /^[ \t]*\r?\n/.exec(before.slice(offset + length)) ?? [];
    const alone = start === 0 || before[start - 1] === '\n';
    return before.slice(0, start) + before.slice(offset + length + (alone ? end.length : 0));
  }, text);
  const title = comments.length > 1 ? 'Remove the comments' : 'Remove the comment';
  return [{ title, edit: minimalEdit(text, rest) }];
};

const removeSurplus: Way = (text, { offset }) => {
  const surplus = text.slice(offset).trimEnd();
  return /^[\s}\],]+$/.test(surplus)
    ? [{ title: `Remove the “${surplus}” too many`, edit: { offset, length: surplus.length, text: '' } }]
    : [];
};

/** A string ends with its line: at the line's end, or before the marks there that are hardly part of it. */
const closeString: Way = (text, { offset, length }) => {
  const end = text.slice(0, offset + length).trimEnd();
  return [end.replace(/[\s,}\]]+$/, ''), end].map(({ length: at }) => ({
    title: 'Close the string',
    edit: { offset: at, length: 0, text: '"' },
  }));
};

/** What is open at the end, each closed where its line begins; a comma that waits for more goes. */
const closeAll: Way = (text) => {
  const { open, inString } = openIn(text);
  const kept = text.trimEnd().replace(/,$/, '');
  const [newline = ''] = /\r?\n/.exec(text) ?? [];
  const closers = open.reverse().map((at) => {
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
    const indent = text.indexOf('\n', at) < 0 ? '' : newline + (/^\s*/.exec(line)?.[0] ?? '');
    return indent + (text[at] === '{' ? '}' : ']');
  });
  const end = (inString ? '"' : '') + closers.join('') + newline;
  return [{ title: 'Close what is open', edit: { offset: kept.length, length: text.length - kept.length, text: end } }];
};

/** Where the brackets stand that nothing closes, outer first, and whether the text ends in a string. */
function openIn(text: string): { readonly open: number[]; readonly inString: boolean } {
  const open: number[] = [];
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark === '"') inString = !inString;
    else if (inString) at += mark === '\\' ? 1 : 0;
    else if (mark === '{' || mark === '[') open.push(at);
    else if (mark === '}' || mark === ']') open.pop();
  }
  return { open, inString };
}

/** By the first error of a reader, what may mend it, the likelier first. */
const repairs: { readonly [error: string]: readonly Way[] | undefined } = {
  InvalidCommentToken: [removeComments],
  CommaExpected: [insert(',', 'comma')],
  ColonExpected: [insert(':', 'colon')],
  PropertyNameExpected: [removeComma, closeAll],
  ValueExpected: [removeComma, closeAll],
  EndOfFileExpected: [removeSurplus],
  UnexpectedEndOfString: [closeString, closeAll],
  CloseBraceExpected: [closeAll],
  CloseBracketExpected: [closeAll],
};
