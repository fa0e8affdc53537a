import type { Elementwise } from '../fusion';
import type { Call } from '../recording';
import { termsOf } from '../thin-product';

/** A product of at most two terms, added up wherever it is read. A transposed vector would have to be laid out anew. */
export function thinProduct(call: Call): Elementwise<string> | undefined {
  const { transposeA, transposeB } = call.attributes;
  const terms = transposeA || transposeB ? undefined : termsOf(call, 2);
  const write = ([a, b, c, d]: readonly string[]): string => (c ? `(${a} * ${b} + ${c} * ${d})` : `(${a} * ${b})`);
  return terms && { views: terms.flat(), combine: (parts) => ({ kind: 'function', write, parts }) };
}
