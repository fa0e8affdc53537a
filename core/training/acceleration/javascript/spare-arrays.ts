/*
 * Arrays that nobody needs any more, by their length. A fresh one may cost more than what is computed in it: Chromium takes 80 µs
 * for 8192 numbers, of which each is zero at first.
 */
const spare = new Map<number, Float32Array[]>();

/** One with any numbers in it. */
export const takeArray = (length: number): Float32Array => spare.get(length)?.pop() ?? new Float32Array(length);

export function giveArray(array: Float32Array): void {
  const others = spare.get(array.length);
  if (others) others.push(array);
  else spare.set(array.length, [array]);
}

export const dropSpareArrays = (): void => spare.clear();
