import { applyOperation } from '../graph/operation';
import { parse } from '../graph/parse';
import { check } from './check';

/** A mend can uncover the next fault; more than this many in one text would be a circle. */
const most = 100;

/**
 * Applies the first fix of the first diagnostic that has one, checks again, and so on, until no diagnostic has a fix or one
 * of them comes back. Text that no fix is about keeps its bytes.
 */
export function fixAll(text: string): string {
  const tried = new Set([text]);
  let mended = text;
  for (let round = 0; round < most; round++) {
    const { diagnostics, document } = check(parse(mended));
    // What else seems wrong with a text that is not JSON may come of that.
    const faults = diagnostics[0]?.code === 'EBM1001' ? diagnostics.slice(0, 1) : diagnostics;
    const operation = faults.find(({ fixes }) => fixes.length)?.fixes[0]?.operation;
    if (!operation || document.readOnly) return mended;
    const next = applyOperation(mended, operation);
    if (tried.has(next)) return mended;
    tried.add(next);
    mended = next;
  }
  return mended;
}
