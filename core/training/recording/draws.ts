/*
 * The seeds that an emitted module draws with, as its `randomStream` makes them: a function of the seed of the run, the
 * purpose, the step and the place of the draw in the step.
 */

/** Which draw of a step: the purposes of a module's streams, and how many of that purpose come before it. */
export interface Draw {
  readonly purpose: number;
  readonly place: number;
}

/** The purposes that streams of emitted modules have: initialization, noise, starts. */
const purposes = [1, 2, 3];
/** So many draws of one purpose are looked through for a seed. */
const mostDraws = 1000;

export const seedOfDraw = (seed: number, { purpose, place }: Draw, step: number): number =>
  mix(mix(mix(seed, purpose), step), place) || 1;

/** The draw that has this seed at this step. */
export function drawOfSeed(found: number, seed: number, step: number): Draw | undefined {
  for (const purpose of purposes) {
    for (let place = 0; place < mostDraws; place++) {
      if (seedOfDraw(seed, { purpose, place }, step) === found) return { purpose, place };
    }
  }
  return undefined;
}

/** Hashes two integers into one of 32 bits (the finalizer of MurmurHash3). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
