/*
 * Products of matrices as in Goto & van de Geijn 2008, “Anatomy of high-performance matrix multiplication”: blocks of both
 * factors are packed in the order in which they are read, which takes transposes in for nothing, and tiles of the product,
 * 4 rows by 8 columns, stay in registers. V8 has 16 of them of 4 numbers and keeps some: a larger tile spills.
 */

const tileRows: i32 = 4;
const tileColumns: i32 = 8;
/** Rows of a packed block of A, which stays in the second-level cache. */
const blockRows: i32 = 128;
/** Depth of the packed blocks: a panel of B, `blockDepth` × 8 numbers, stays in the first-level cache. */
const blockDepth: i32 = 384;

/** Bytes that `matmul` needs to pack into, for a depth and a width of B. */
export function matmulScratch(depth: i32, columns: i32): i32 {
  const panelDepth = min(depth, blockDepth);
  return (blockRows * panelDepth + roundUp(columns, tileColumns) * panelDepth + tileRows * tileColumns) << 2;
}

/**
 * C = A B, `[rows, depth]` times `[depth, columns]`, each with the steps from one row and one column to the next, counted in
 * numbers, so that a transposed factor is the same memory with its steps exchanged; or added to what stands in C.
 */
export function matmul(
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  scratch: usize,
  adds: bool,
): void {
  if (!depth && !adds) memory.fill(c, 0, at(rows * columns));
  const packedA = scratch;
  const packedB = packedA + at(blockRows * min(depth, blockDepth));
  const tile = packedB + at(roundUp(columns, tileColumns) * min(depth, blockDepth));
  for (let p = 0; p < depth; p += blockDepth) {
    const deep = min(blockDepth, depth - p);
    packB(b + at(p * bRow), bRow, bColumn, packedB, deep, columns);
    for (let i = 0; i < rows; i += blockRows) {
      const high = min(blockRows, rows - i);
      packA(a + at(i * aRow + p * aColumn), aRow, aColumn, packedA, high, deep);
      multiplyBlock(packedA, packedB, c + at(i * columns), high, deep, columns, tile, adds || p > 0);
    }
  }
}

function at(index: i32): usize {
  return (<usize>index) << 2;
}

function roundUp(value: i32, multiple: i32): i32 {
  return ((value + multiple - 1) / multiple) * multiple;
}

/** Strips of 4 rows, each column by column; rows that are missing are zeros. */
function packA(from: usize, rowStep: i32, columnStep: i32, to: usize, rows: i32, depth: i32): void {
  for (let i = 0; i < rows; i += tileRows) {
    const whole = i + tileRows <= rows;
    for (let p = 0; p < depth; p++) {
      const source = from + at(i * rowStep + p * columnStep);
      if (whole && rowStep === 1) v128.store(to, v128.load(source));
      else if (whole) {
        store<f32>(to, load<f32>(source));
        store<f32>(to, load<f32>(source + at(rowStep)), 4);
        store<f32>(to, load<f32>(source + at(2 * rowStep)), 8);
        store<f32>(to, load<f32>(source + at(3 * rowStep)), 12);
      } else {
        for (let row = 0; row < tileRows; row++)
          store<f32>(to + at(row), i + row < rows ? load<f32>(source + at(row * rowStep)) : 0);
      }
      to += at(tileRows);
    }
  }
}

/** Strips of 8 columns, each row by row; columns that are missing are zeros. */
function packB(from: usize, rowStep: i32, columnStep: i32, to: usize, depth: i32, columns: i32): void {
  for (let j = 0; j < columns; j += tileColumns) {
    const whole = columnStep === 1 && j + tileColumns <= columns;
    for (let p = 0; p < depth; p++) {
      const source = from + at(p * rowStep + j * columnStep);
      if (whole) {
        v128.store(to, v128.load(source));
        v128.store(to, v128.load(source, 16), 16);
      } else {
        for (let column = 0; column < tileColumns; column++)
          store<f32>(to + at(column), j + column < columns ? load<f32>(source + at(column * columnStep)) : 0);
      }
      to += at(tileColumns);
    }
  }
}

/** Packed A times packed B into C, or added to what stands there. */
function multiplyBlock(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  tile: usize,
  adds: bool,
): void {
  for (let j = 0; j < columns; j += tileColumns) {
    for (let i = 0; i < rows; i += tileRows) {
      const whole = i + tileRows <= rows && j + tileColumns <= columns;
      const corner = c + at(i * columns + j);
      if (whole) multiplyTile(a + at(i * depth), b + at(j * depth), corner, at(columns), depth, adds);
      else {
        multiplyTile(a + at(i * depth), b + at(j * depth), tile, at(tileColumns), depth, false);
        for (let row = 0; row < min(tileRows, rows - i); row++) {
          for (let column = 0; column < min(tileColumns, columns - j); column++) {
            const to = corner + at(row * columns + column);
            const value = load<f32>(tile + at(row * tileColumns + column));
            store<f32>(to, adds ? load<f32>(to) + value : value);
          }
        }
      }
    }
  }
}

/** One strip of A times one strip of B: 4 × 8 numbers, in rows that lie `step` bytes apart. */
function multiplyTile(a: usize, b: usize, to: usize, step: usize, depth: i32, adds: bool): void {
  let c0l = f32x4.splat(0);
  let c0r = f32x4.splat(0);
  let c1l = f32x4.splat(0);
  let c1r = f32x4.splat(0);
  let c2l = f32x4.splat(0);
  let c2r = f32x4.splat(0);
  let c3l = f32x4.splat(0);
  let c3r = f32x4.splat(0);
  for (let p = 0; p < depth; p++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c0l = f32x4.add(c0l, f32x4.mul(a0, left));
    c0r = f32x4.add(c0r, f32x4.mul(a0, right));
    const a1 = v128.load32_splat(a, 4);
    c1l = f32x4.add(c1l, f32x4.mul(a1, left));
    c1r = f32x4.add(c1r, f32x4.mul(a1, right));
    const a2 = v128.load32_splat(a, 8);
    c2l = f32x4.add(c2l, f32x4.mul(a2, left));
    c2r = f32x4.add(c2r, f32x4.mul(a2, right));
    const a3 = v128.load32_splat(a, 12);
    c3l = f32x4.add(c3l, f32x4.mul(a3, left));
    c3r = f32x4.add(c3r, f32x4.mul(a3, right));
    a += at(tileRows);
    b += at(tileColumns);
  }
  storeRow(to, c0l, c0r, adds);
  storeRow(to + step, c1l, c1r, adds);
  storeRow(to + 2 * step, c2l, c2r, adds);
  storeRow(to + 3 * step, c3l, c3r, adds);
}

function storeRow(to: usize, left: v128, right: v128, adds: bool): void {
  v128.store(to, adds ? f32x4.add(v128.load(to), left) : left);
  v128.store(to, adds ? f32x4.add(v128.load(to, 16), right) : right, 16);
}
