/*
 * Threefry-2×32 with 20 rounds: a counter and a key give two words of 32 bits (Salmon, Moraes, Dror & Shaw 2011, “Parallel
 * random numbers: as easy as 1, 2, 3”). It only adds, rotates and exclusive-ors, so that every backend computes the same bits,
 * each draw alone.
 */

const parity = 0x1bd11bda;

/** Writes the two words, as signed integers, of a counter `(counter, high)` under a key `(key, other)`. */
export function threefry(key: number, other: number, counter: number, high: number, words: Int32Array): void {
  const third = parity ^ key ^ other;
  let x = (counter + key) | 0;
  let y = (high + other) | 0;
  x = (x + y) | 0;
  y = rotated(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 6) ^ x;
  x = (x + other) | 0;
  y = (y + third + 1) | 0;
  x = (x + y) | 0;
  y = rotated(y, 17) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 29) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 16) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 24) ^ x;
  x = (x + third) | 0;
  y = (y + key + 2) | 0;
  x = (x + y) | 0;
  y = rotated(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 6) ^ x;
  x = (x + key) | 0;
  y = (y + other + 3) | 0;
  x = (x + y) | 0;
  y = rotated(y, 17) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 29) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 16) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 24) ^ x;
  x = (x + other) | 0;
  y = (y + third + 4) | 0;
  x = (x + y) | 0;
  y = rotated(y, 13) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 15) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 26) ^ x;
  x = (x + y) | 0;
  y = rotated(y, 6) ^ x;
  x = (x + third) | 0;
  y = (y + key + 5) | 0;
  words[0] = x;
  words[1] = y;
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
