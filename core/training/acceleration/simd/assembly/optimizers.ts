/*
 * The updates of ../../optimizer/rules.ts, four numbers at a time, of at least four; what is fresh is 1 − decay,
 * taken in double precision. The last four may be computed twice, which
 * changes nothing, for what is written is never read.
 */

export function sgd(value: usize, gradient: usize, next: usize, count: i32, rate: f32): void {
  for (let index = 0; index < count; index += 4) {
    const at = place(index, count);
    v128.store(next + at, moved(value + at, f32x4.mul(v128.load(gradient + at), f32x4.splat(-rate))));
  }
}

export function momentum(
  value: usize,
  gradient: usize,
  sum: usize,
  next: usize,
  nextSum: usize,
  count: i32,
  rate: f32,
  decay: f32,
): void {
  for (let index = 0; index < count; index += 4) {
    const at = place(index, count);
    const added = f32x4.add(f32x4.mul(v128.load(sum + at), f32x4.splat(decay)), v128.load(gradient + at));
    v128.store(nextSum + at, added);
    v128.store(next + at, moved(value + at, f32x4.mul(added, f32x4.splat(-rate))));
  }
}

export function rmsprop(
  value: usize,
  gradient: usize,
  square: usize,
  sum: usize,
  next: usize,
  nextSquare: usize,
  nextSum: usize,
  count: i32,
  rate: f32,
  decay: f32,
  fresh: f32,
  heldBack: f32,
  epsilon: f32,
): void {
  for (let index = 0; index < count; index += 4) {
    const at = place(index, count);
    const slope = v128.load(gradient + at);
    const mean = averaged(square + at, decay, f32x4.mul(slope, slope), fresh);
    const root = f32x4.sqrt(f32x4.add(mean, f32x4.splat(epsilon)));
    const step = f32x4.div(f32x4.mul(slope, f32x4.splat(rate)), root);
    const added = f32x4.add(f32x4.mul(v128.load(sum + at), f32x4.splat(heldBack)), step);
    v128.store(nextSquare + at, mean);
    v128.store(nextSum + at, added);
    v128.store(next + at, f32x4.sub(v128.load(value + at), added));
  }
}

export function adam(
  value: usize,
  gradient: usize,
  first: usize,
  second: usize,
  next: usize,
  nextFirst: usize,
  nextSecond: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  fresh1: f32,
  beta2: f32,
  fresh2: f32,
  epsilon: f32,
  power1: f32,
  power2: f32,
): void {
  for (let index = 0; index < count; index += 4) {
    const at = place(index, count);
    const slope = v128.load(gradient + at);
    const mean = averaged(first + at, beta1, slope, fresh1);
    const square = averaged(second + at, beta2, f32x4.mul(slope, slope), fresh2);
    const root = f32x4.sqrt(f32x4.div(square, f32x4.splat(1 - power2)));
    const step = f32x4.div(f32x4.div(mean, f32x4.splat(1 - power1)), f32x4.add(root, f32x4.splat(epsilon)));
    v128.store(nextFirst + at, mean);
    v128.store(nextSecond + at, square);
    v128.store(next + at, moved(value + at, f32x4.mul(step, f32x4.splat(-rate))));
  }
}

function place(index: i32, count: i32): usize {
  return (<usize>min(index, count - 4)) << 2;
}

function moved(value: usize, by: v128): v128 {
  return f32x4.add(by, v128.load(value));
}

function averaged(mean: usize, decay: f32, latest: v128, fresh: f32): v128 {
  return f32x4.add(f32x4.mul(v128.load(mean), f32x4.splat(decay)), f32x4.mul(latest, f32x4.splat(fresh)));
}
