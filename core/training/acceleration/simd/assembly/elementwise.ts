import { exponential, logarithmOfOnePlus } from './arithmetic';

/*
 * Functions of each number alone, four at a time, of at least four. The last four may be computed twice.
 */

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). */
export function softplus(from: usize, to: usize, count: i32): void {
  for (let index = 0; index < count; index += 4) {
    const at = (<usize>min(index, count - 4)) << 2;
    const x = v128.load(from + at);
    const rest = logarithmOfOnePlus(exponential(f32x4.neg(f32x4.abs(x))));
    v128.store(to + at, f32x4.add(f32x4.max(x, f32x4.splat(0)), rest));
  }
}

/** −1, 0 or 1. */
export function sign(from: usize, to: usize, count: i32): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let index = 0; index < count; index += 4) {
    const at = (<usize>min(index, count - 4)) << 2;
    const x = v128.load(from + at);
    const above = v128.and(f32x4.gt(x, zero), one);
    v128.store(to + at, f32x4.sub(above, v128.and(f32x4.lt(x, zero), one)));
  }
}
