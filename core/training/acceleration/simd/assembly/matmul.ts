import { multiplyAdd, sumOfFour } from './arithmetic';

/*
 * Products of matrices as in Goto & van de Geijn 2008, “Anatomy of high-performance matrix multiplication”: blocks of both
 * factors are packed in the order in which they are read, which takes transposes in for nothing, and tiles of the product,
 * 5 rows by 8 columns, stay in registers. V8 has 16 of them of 4 numbers and keeps some: a larger tile spills, and so does a
 * loop over several depths at once, for V8 computes them number by number.
 */

const tileRows: i32 = 5;
const tileColumns: i32 = 8;
/** Rows of a packed block of A, which stays in the second-level cache. */
const blockRows: i32 = 130;
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
  if (columns < 4 && aColumn === 1 && bRow === 1) {
    multiplyRows(a, aRow, b, bColumn, c, rows, depth, columns, adds);
    return;
  }
  if (!depth && !adds) memory.fill(c, 0, at(rows * columns));
  const packedA = scratch;
  const packedB = packedA + at(blockRows * min(depth, blockDepth));
  const tile = packedB + at(roundUp(columns, tileColumns) * min(depth, blockDepth));
  for (let p = 0; p < depth; p += blockDepth) {
    const deep = min(blockDepth, depth - p);
    pack(b + at(p * bRow), bColumn, bRow, packedB, columns, deep, tileColumns);
    for (let i = 0; i < rows; i += blockRows) {
      const high = min(blockRows, rows - i);
      pack(a + at(i * aRow + p * aColumn), aRow, aColumn, packedA, high, deep, tileRows);
      multiplyBlock(packedA, packedB, c + at(i * columns), high, deep, columns, tile, adds || p > 0);
    }
  }
}

/** A strip would hold mostly zeros: rows of A, and columns of B that lie as rows, are multiplied as they are. */
function multiplyRows(
  a: usize,
  aRow: i32,
  b: usize,
  bColumn: i32,
  c: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  adds: bool,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const product = innerProduct(a + at(i * aRow), b + at(j * bColumn), depth);
      store<f32>(c, adds ? load<f32>(c) + product : product);
      c += 4;
    }
  }
}

function innerProduct(a: usize, b: usize, count: i32): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let p = 0;
  for (; p + 8 <= count; p += 8) {
    even = f32x4.add(even, f32x4.mul(v128.load(a), v128.load(b)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  let sum = sumOfFour(f32x4.add(even, odd));
  for (; p < count; p++) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}

function at(index: i32): usize {
  return (<usize>index) << 2;
}

function roundUp(value: i32, multiple: i32): i32 {
  return ((value + multiple - 1) / multiple) * multiple;
}

/**
 * Strips of `width` lanes, rows of A or columns of B, each depth by depth; lanes that are missing are zeros. A lane lies
 * `laneStep` numbers behind the one before it.
 */
function pack(from: usize, laneStep: i32, depthStep: i32, to: usize, lanes: i32, depth: i32, width: i32): void {
  for (let first = 0; first < lanes; first += width) {
    for (let lane = 0; lane < width; ) {
      const source = from + at((first + lane) * laneStep);
      const target = to + at(lane);
      const left = min(width - lane, lanes - first - lane);
      if (left >= 4) packFour(source, laneStep, depthStep, target, depth, at(width));
      else packOne(source, depthStep, target, left > 0 ? depth : 0, depth, at(width));
      lane += left >= 4 ? 4 : 1;
    }
    to += at(width * depth);
  }
}

/** Four lanes that lie side by side in a strip, whose depths are `step` bytes apart. */
function packFour(from: usize, laneStep: i32, depthStep: i32, to: usize, depth: i32, step: usize): void {
  let p = 0;
  if (laneStep === 1) {
    for (; p < depth; p++) v128.store(to + <usize>p * step, v128.load(from + at(p * depthStep)));
  } else if (depthStep === 1) {
    for (; p + 4 <= depth; p += 4) {
      const source = from + at(p);
      const target = to + <usize>p * step;
      const x0 = v128.load(source);
      const x1 = v128.load(source + at(laneStep));
      const x2 = v128.load(source + at(2 * laneStep));
      const x3 = v128.load(source + at(3 * laneStep));
      const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(target + step, v128.shuffle<f64>(low01, low23, 1, 3));
      v128.store(target + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2));
      v128.store(target + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3));
    }
  }
  for (; p < depth; p++) {
    for (let lane = 0; lane < 4; lane++)
      store<f32>(to + <usize>p * step + at(lane), load<f32>(from + at(lane * laneStep + p * depthStep)));
  }
}

/** One lane, of which there are `depth` numbers; the others up to `height` are zeros. */
function packOne(from: usize, depthStep: i32, to: usize, depth: i32, height: i32, step: usize): void {
  let p = 0;
  for (; p < depth; p++) store<f32>(to + <usize>p * step, load<f32>(from + at(p * depthStep)));
  for (; p < height; p++) store<f32>(to + <usize>p * step, 0);
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

/**
 * One strip of A times one strip of B: 5 × 8 numbers, in rows that lie `step` bytes apart. What is added to goes in at the start:
 * a choice behind the loop makes V8 turn the order of the sums round, and spill.
 */
function multiplyTile(a: usize, b: usize, to: usize, step: usize, depth: i32, adds: bool): void {
  const row1 = to + step;
  const row2 = to + 2 * step;
  const row3 = to + 3 * step;
  const row4 = to + 4 * step;
  let c0l = adds ? v128.load(to) : f32x4.splat(0);
  let c0r = adds ? v128.load(to, 16) : f32x4.splat(0);
  let c1l = adds ? v128.load(row1) : f32x4.splat(0);
  let c1r = adds ? v128.load(row1, 16) : f32x4.splat(0);
  let c2l = adds ? v128.load(row2) : f32x4.splat(0);
  let c2r = adds ? v128.load(row2, 16) : f32x4.splat(0);
  let c3l = adds ? v128.load(row3) : f32x4.splat(0);
  let c3r = adds ? v128.load(row3, 16) : f32x4.splat(0);
  let c4l = adds ? v128.load(row4) : f32x4.splat(0);
  let c4r = adds ? v128.load(row4, 16) : f32x4.splat(0);
  for (let p = 0; p < depth; p++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c0l = multiplyAdd(a0, left, c0l);
    c0r = multiplyAdd(a0, right, c0r);
    const a1 = v128.load32_splat(a, 4);
    c1l = multiplyAdd(a1, left, c1l);
    c1r = multiplyAdd(a1, right, c1r);
    const a2 = v128.load32_splat(a, 8);
    c2l = multiplyAdd(a2, left, c2l);
    c2r = multiplyAdd(a2, right, c2r);
    const a3 = v128.load32_splat(a, 12);
    c3l = multiplyAdd(a3, left, c3l);
    c3r = multiplyAdd(a3, right, c3r);
    const a4 = v128.load32_splat(a, 16);
    c4l = multiplyAdd(a4, left, c4l);
    c4r = multiplyAdd(a4, right, c4r);
    a += at(tileRows);
    b += at(tileColumns);
  }
  v128.store(to, c0l);
  v128.store(to, c0r, 16);
  v128.store(row1, c1l);
  v128.store(row1, c1r, 16);
  v128.store(row2, c2l);
  v128.store(row2, c2r, 16);
  v128.store(row3, c3l);
  v128.store(row3, c3r, 16);
  v128.store(row4, c4l);
  v128.store(row4, c4r, 16);
}
