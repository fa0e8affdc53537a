import { logarithm } from './arithmetic';

/*
 * Random numbers from a counter: the generator of ../../random/threefry.ts, and the draws of ../../random/draws.ts, four
 * blocks of two words at a time.
 */

/** One over 2²⁴, of which a uniform draw is a multiple. */
const grain: f32 = 1.0 / 16777216.0;

/** Uniform in [0, 1): word w of a block gives ⌊w / 2⁸⌋ / 2²⁴. */
export function uniform(seed: i32, to: usize, count: i32, rest: usize): void {
  draw(false, seed, to, count, rest);
}

/** Normal draws: the two words of a block give two. */
export function normal(seed: i32, to: usize, count: i32, rest: usize): void {
  draw(true, seed, to, count, rest);
}

/** The words of four successive counters by Threefry-2×32 with 20 rounds (Salmon et al. 2011), and what they give. */
function draw(normal: bool, seed: i32, to: usize, count: i32, rest: usize): void {
  const key = i32x4.splat(seed);
  const parity = i32x4.splat(seed ^ 0x1bd11bda);
  for (let done = 0; done < count; done += 8) {
    let x = i32x4.add(i32x4.add(i32x4.splat(done >> 1), i32x4(0, 1, 2, 3)), key);
    let y = i32x4.splat(0);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 6), x);
    y = i32x4.add(y, i32x4.add(parity, i32x4.splat(1)));
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 17), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 29), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 16), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 24), x);
    x = i32x4.add(x, parity);
    y = i32x4.add(y, i32x4.add(key, i32x4.splat(2)));
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 6), x);
    x = i32x4.add(x, key);
    y = i32x4.add(y, i32x4.splat(3));
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 17), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 29), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 16), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 24), x);
    y = i32x4.add(y, i32x4.add(parity, i32x4.splat(4)));
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotated(y, 6), x);
    x = i32x4.add(x, parity);
    y = i32x4.add(y, i32x4.add(key, i32x4.splat(5)));
    let even: v128;
    let odd: v128;
    if (normal) {
      const radius = radiusOf(x);
      // The upper two bits are the quadrant, the rest the angle from its middle.
      const part = i32x4.sub(i32x4.shr_u(v128.and(y, i32x4.splat(0x3fffffff)), 6), i32x4.splat(1 << 23));
      const angle = f32x4.mul(f32x4.convert_i32x4_s(part), f32x4.splat(grain * 1.5707963267948966));
      const square = f32x4.mul(angle, angle);
      const sine = f32x4.mul(sineOverAngle(square), angle);
      const cosine = cosineOf(square);
      const lower = i32x4.shl(y, 1);
      const swaps = i32x4.shr_s(lower, 31);
      const sign = i32x4.splat(1 << 31);
      even = f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, swaps), v128.and(v128.xor(y, lower), sign)));
      odd = f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, swaps), v128.and(y, sign)));
    } else {
      even = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(x, 8)), f32x4.splat(grain));
      odd = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(y, 8)), f32x4.splat(grain));
    }
    storePairs(even, odd, to, count, done, rest);
  }
}

/** √(−2 log u) for the middle u of the interval of 2⁻³² that a word stands for (Box & Muller 1958). */
function radiusOf(word: v128): v128 {
  const level = f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(word), f32x4.splat(0.5)), f32x4.splat(1.0 / 4294967296.0));
  return f32x4.sqrt(f32x4.mul(f32x4.splat(-2), logarithm(level)));
}

function rotated(word: v128, by: i32): v128 {
  return v128.or(i32x4.shl(word, by), i32x4.shr_u(word, 32 - by));
}

/** sin x / x as a polynomial in x², for |x| ≤ π/4 (Cephes, sinf). */
function sineOverAngle(square: v128): v128 {
  let y = f32x4.add(f32x4.mul(square, f32x4.splat(-1.9515295891e-4)), f32x4.splat(8.3321608736e-3));
  y = f32x4.add(f32x4.mul(y, square), f32x4.splat(-1.6666654611e-1));
  return f32x4.add(f32x4.mul(y, square), f32x4.splat(1));
}

/** cos x as a polynomial in x², for |x| ≤ π/4 (Cephes, cosf). */
function cosineOf(square: v128): v128 {
  let y = f32x4.add(f32x4.mul(square, f32x4.splat(2.443315711809948e-5)), f32x4.splat(-1.388731625493765e-3));
  y = f32x4.add(f32x4.mul(y, square), f32x4.splat(4.166664568298827e-2));
  y = f32x4.mul(f32x4.mul(y, square), square);
  return f32x4.add(f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5))), f32x4.splat(1));
}

/** Eight numbers, pair by pair; of the last only those that are asked for, by way of `rest`. */
function storePairs(even: v128, odd: v128, to: usize, count: i32, done: i32, rest: usize): void {
  const left = count - done;
  const place = left < 8 ? rest : to + ((<usize>done) << 2);
  v128.store(place, v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
  v128.store(place, v128.shuffle<f32>(even, odd, 2, 6, 3, 7), 16);
  if (left < 8) memory.copy(to + ((<usize>done) << 2), rest, (<usize>left) << 2);
}
