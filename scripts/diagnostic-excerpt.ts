import type { CheckedGraph } from '../core/analysis/check';

/** So many characters of a line are shown around its fault. */
const most = 96;

/** The line of text at fault: what stands before the fault, the fault, and what follows. Undefined where all is well. */
export function excerptOf({ document: { text }, diagnostics }: CheckedGraph): [string, string, string] | undefined {
  // A fault of the document as a whole has no line of its own.
  const range = diagnostics.find(({ range: { offset } }) => offset > 0)?.range;
  if (!range) return undefined;
  const start = text.lastIndexOf('\n', range.offset - 1) + 1;
  const lineEnd = text.indexOf('\n', range.offset);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const faultEnd = Math.min(range.offset + range.length, end);
  const fault = text.slice(range.offset, faultEnd);
  const before = text.slice(start, range.offset).trimStart();
  if (fault.length > most) return [before && '…', `${fault.slice(0, most)}…`, ''];
  const after = text.slice(faultEnd, end);
  const room = most - fault.length;
  const [kept, rest] = [Math.min(before.length, Math.floor(room / 2)), Math.min(after.length, Math.ceil(room / 2))];
  // What one side leaves free the other takes.
  const head = Math.min(before.length, room - rest);
  const tail = Math.min(after.length, room - kept);
  return [
    head < before.length ? `…${before.slice(before.length - head)}` : before,
    fault,
    tail < after.length ? `${after.slice(0, tail)}…` : after,
  ];
}
