import { sumOfFour } from './arithmetic';

/** `[groups, terms, places]` to `[groups, places]`. */
export function sum(from: usize, to: usize, groups: i32, terms: i32, places: i32): void {
  const row = (<usize>places) << 2;
  const vectors = row & ~15;
  for (let group = 0; group < groups; group++) {
    if (places === 1) {
      store<f32>(to, sumOfRow(from, terms));
      from += (<usize>terms) << 2;
    } else {
      memory.fill(to, 0, row);
      for (let term = 0; term < terms; term++) {
        let place: usize = 0;
        for (; place < vectors; place += 16)
          v128.store(to + place, f32x4.add(v128.load(to + place), v128.load(from + place)));
        for (; place < row; place += 4) store<f32>(to + place, load<f32>(to + place) + load<f32>(from + place));
        from += row;
      }
    }
    to += row;
  }
}

function sumOfRow(from: usize, count: i32): f32 {
  let four = f32x4.splat(0);
  let at = 0;
  for (; at + 4 <= count; at += 4) four = f32x4.add(four, v128.load(from + ((<usize>at) << 2)));
  let sum = sumOfFour(four);
  for (; at < count; at++) sum += load<f32>(from + ((<usize>at) << 2));
  return sum;
}
