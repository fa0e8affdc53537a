import { threefry } from './threefry';

/*
 * Draw 2i and draw 2i + 1 of a seed come from the two words of block i, whatever else is drawn.
 */

/** Sine and cosine of an angle up to π/4 as Cephes has them in single precision: a power of the angle each. */
const [sin3, sin5, sin7] = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4] as const;
const [cos4, cos6, cos8] = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5] as const;

const words = new Int32Array(2);

/** Uniform in [0, 1): word w gives ⌊w / 2⁸⌋ / 2²⁴, the same on every backend. */
export function drawUniform(seed: number, draws: Float32Array): void {
  for (let index = 0; index < draws.length; index += 2) {
    threefry(seed, 0, index >> 1, 0, words);
    draws[index] = ((words[0] ?? 0) >>> 8) * 2 ** -24;
    draws[index + 1] = ((words[1] ?? 0) >>> 8) * 2 ** -24;
  }
}

/**
 * Normal, by Box & Muller 1958: the first word is the level of the radius, in the middle of its interval of 2⁻³², the second the
 * angle, of which the upper two bits are the quadrant. The farthest draw is √(66 log 2) ≈ 6.76.
 */
export function drawNormal(seed: number, draws: Float32Array): void {
  for (let index = 0; index < draws.length; index += 2) {
    threefry(seed, 0, index >> 1, 0, words);
    const level = words[0] ?? 0;
    const turn = words[1] ?? 0;
    // Rounded as single precision rounds it elsewhere, for near 1 the logarithm tells the difference.
    const middle = Math.fround(Math.fround(level >>> 0) + 0.5) * 2 ** -32;
    const radius = Math.sqrt(-2 * Math.log(middle));
    const angle = (((turn & 0x3fffffff) >>> 6) - 2 ** 23) * 2 ** -24 * (Math.PI / 2);
    const square = angle * angle;
    const sine = (((sin7 * square + sin5) * square + sin3) * square + 1) * angle * radius;
    const cosine = (((cos8 * square + cos6) * square + cos4) * square * square - 0.5 * square + 1) * radius;
    const odd = (turn & 0x40000000) !== 0;
    const upper = turn < 0;
    const one = odd ? sine : cosine;
    const other = odd ? cosine : sine;
    draws[index] = upper !== odd ? -one : one;
    draws[index + 1] = upper ? -other : other;
  }
}
