/*
 * Functions of four numbers at a time, to single precision, as polynomials (Moshier's Cephes: expf, logf).
 */

/** eˣ; beyond what single precision holds, its least or its greatest. No number gives no number. */
export function exponential(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87.33654)), f32x4.splat(88.72283));
  const whole = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(Mathf.LOG2E)));
  let rest = f32x4.sub(bounded, f32x4.mul(whole, f32x4.splat(0.693359375)));
  rest = f32x4.sub(rest, f32x4.mul(whole, f32x4.splat(-2.1219444e-4)));
  let y = f32x4.splat(1.98756915e-4);
  y = f32x4.add(f32x4.mul(y, rest), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, rest), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, rest), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, rest), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, rest), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(y, rest), rest), f32x4.add(rest, f32x4.splat(1)));
  // In two halves: 2¹²⁸ is beyond single precision, but not all of the products with it.
  const power = i32x4.trunc_sat_f32x4_s(whole);
  const half = i32x4.shr_s(power, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(power, half)));
}

function powerOfTwo(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
}

/** log x of positive normal numbers. */
export function logarithm(x: v128): v128 {
  const one = f32x4.splat(1);
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  const half = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(half, f32x4.splat(Mathf.SQRT1_2));
  exponent = f32x4.sub(exponent, v128.and(small, one));
  const m = f32x4.sub(f32x4.add(half, v128.and(small, half)), one);
  const square = f32x4.mul(m, m);
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.151461031e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.167699874e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, m), f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), square);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(-2.1219444e-4)));
  y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(m, y), f32x4.mul(exponent, f32x4.splat(0.693359375)));
}

/** log(1 + x) for 0 ≤ x ≤ 1, with what 1 + x has lost of x (Kahan). */
export function logarithmOfOnePlus(x: v128): v128 {
  const one = f32x4.splat(1);
  const sum = f32x4.add(one, x);
  const lost = f32x4.sub(x, f32x4.sub(sum, one));
  return f32x4.add(logarithm(sum), f32x4.div(lost, sum));
}

export function sumOfFour(x: v128): f32 {
  const left = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return left + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** x·y + sum of four numbers: rounded once in a module that may ask for that, else twice. */
export function multiplyAdd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  else return f32x4.add(sum, f32x4.mul(x, y));
}

/** Whether `multiplyAdd` rounds once: the square of 1 + 2⁻¹² keeps its last bit. */
export function roundsOnce(): bool {
  const x = f32x4.splat(1.000244140625);
  return f32x4.extract_lane(multiplyAdd(x, x, f32x4.splat(-1.00048828125)), 0) !== 0;
}
