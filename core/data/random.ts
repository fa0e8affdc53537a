export interface RandomSource {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Standard normal, by the polar method of Marsaglia and Bray (1964). */
  normal(): number;
  /** Uniform over 0 … below − 1, without modulo bias; `below` is an integer from 1 to 2³². */
  integer(below: number): number;
  /** A uniform permutation of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array;
}

/**
 * PCG32 (XSH-RR 64/32): M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms
 * for Random Number Generation", HMC-CS-2014-0905; seeded as `pcg32_srandom_r(state, stream)` of its C library.
 * Returns a function that draws 32 bits as a number in [0, 2³²).
 */
export function pcg32(state: bigint, stream: bigint): () => number {
  const increment = BigInt.asUintN(64, (stream << 1n) | 1n);
  const incrementHigh = Number(increment >> 32n) | 0;
  const incrementLow = Number(increment & 0xffffffffn);
  const start = BigInt.asUintN(64, (increment + state) * 6364136223846793005n + increment);
  let high = Number(start >> 32n) | 0;
  let low = Number(start & 0xffffffffn) | 0;

  return () => {
    const oldHigh = high;
    const oldLow = low;

    // state ← state · 0x5851f42d4c957f2d + increment, modulo 2⁶⁴, in 16-bit limbs: bigints are ten times slower here.
    const a0 = oldLow & 0xffff;
    const a1 = oldLow >>> 16;
    const p00 = a0 * 0x7f2d;
    const middle = a0 * 0x4c95 + a1 * 0x7f2d + (p00 >>> 16);
    const productLow = ((middle << 16) | (p00 & 0xffff)) >>> 0;
    const productHigh = a1 * 0x4c95 + Math.floor(middle / 0x10000);
    const sumLow = productLow + incrementLow;
    const crossHigh = (Math.imul(oldHigh, 0x4c957f2d) + Math.imul(oldLow, 0x5851f42d)) | 0;
    high = (productHigh + crossHigh + incrementHigh + (sumLow > 0xffffffff ? 1 : 0)) | 0;
    low = sumLow | 0;

    const mixedHigh = (oldHigh >>> 18) ^ oldHigh;
    const mixedLow = ((oldHigh << 14) | (oldLow >>> 18)) ^ oldLow;
    const xorshifted = (mixedHigh << 5) | (mixedLow >>> 27);
    const rotation = oldHigh >>> 27;
    return ((xorshifted >>> rotation) | (xorshifted << (-rotation & 31))) >>> 0;
  };
}

/** FNV-1a, 64 bits, of the text's UTF-8 bytes (Fowler, Noll, Vo; RFC 9923). */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

export function fromBits(next: () => number): RandomSource {
  let spare: number | undefined;
  const uniform = () => next() / 0x100000000;

  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > 0x100000000) {
      throw new RangeError(`integer(below) needs an integer from 1 to 2³², not ${below}.`);
    }
    const threshold = (0x100000000 - below) % below;
    let bits = next();
    while (bits < threshold) bits = next();
    return bits % below;
  };

  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    let u: number;
    let v: number;
    let square: number;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    spare = v * factor;
    return u * factor;
  };

  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last--) {
      const other = integer(last + 1);
      const moved = order[last] as number;
      order[last] = order[other] as number;
      order[other] = moved;
    }
    return order;
  };

  return { uniform, normal, integer, permutation };
}

/**
 * A reproducible source of random numbers. The purpose picks PCG's stream and enters the state, so that what one
 * purpose draws never shifts what another draws from the same seed.
 */
export function randomSource(seed: number, purpose: string): RandomSource {
  return fromBits(pcg32(fnv1a64(`${purpose}\n${seed}`), fnv1a64(purpose)));
}
