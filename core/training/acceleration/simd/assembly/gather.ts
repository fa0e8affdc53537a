/** Rows of `bytes` each, by their indices; 0 where an index has no row among `rows`. */
export function gather(from: usize, rows: i32, bytes: i32, indices: usize, count: i32, to: usize): i32 {
  for (let index = 0; index < count; index++) {
    const row = load<i32>(indices + ((<usize>index) << 2));
    if (row < 0 || row >= rows) return 0;
    memory.copy(to, from + <usize>row * bytes, bytes);
    to += bytes;
  }
  return 1;
}
