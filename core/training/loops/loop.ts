import { type Expression, keyOf, tensorsOf } from '../expression';
import { type Code, constant, get, i32, label, moduleOf, set, vector } from './code';

/** How a tensor fills the rows and columns of an output: as it is, or repeated along one of them, or along both. */
type Filling = 'whole' | 'row' | 'column' | 'one';

/** An output as a table, in which each tensor has its place. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly fillings: readonly Filling[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** Undefined where a tensor repeats otherwise, or rows hold fewer than four numbers. */
export function tableOf(shape: readonly number[], tensors: readonly (readonly number[])[]): Table | undefined {
  const [size, side] = [sizeOf(shape), shape.at(-1) ?? 1];
  const fillingOf = (own: readonly number[]): Filling | undefined => {
    const count = sizeOf(own);
    if (count === size) return 'whole';
    if (count === 1) return 'one';
    if (own.at(-1) === side && count === side) return 'row';
    return own.at(-1) === 1 && count * side === size ? 'column' : undefined;
  };
  const fillings = tensors.map(fillingOf).filter((filling) => filling !== undefined);
  const columns = fillings.some((filling) => filling === 'row' || filling === 'column') ? side : size;
  const fits = fillings.length === tensors.length && columns >= 4;
  return fits ? { rows: size / columns, columns, fillings } : undefined;
}

/** How many numbers one turn of the loop computes: eight where there are, for to go on takes as long as a small expression. */
export const turnOf = ({ columns }: Table): 4 | 8 => (columns < 8 ? 4 : 8);

/** Where code stands: ahead of all, in each row, or at every four numbers. */
type Depth = 0 | 1 | 2;

const depths: { readonly [filling in Filling]: Depth } = { one: 0, column: 1, row: 2, whole: 2 };

/** A value in a local: the code that gets it, and where it was computed. */
interface Kept {
  readonly code: Code;
  readonly depth: Depth;
}

/** Parts of one key are computed once; −0 is a number of its own. */
function keyOfPart(part: Expression<Code>): Expression<Code> | string {
  if (part.kind === 'tensor') return keyOf(part.view);
  if (part.kind === 'number') return Object.is(part.value, -0) ? '-0' : String(part.value);
  return part;
}

/** Code for four numbers that lie so many bytes behind the first of a turn. */
type CodeBehind = (bytes: number) => Code;

/** Memory is aligned to numbers. */
const [load, loadOfOne, store] = [0x00, 0x09, 0x0b].map(
  (opcode): CodeBehind =>
    (bytes) => [...vector(opcode), 2, bytes],
) as [CodeBehind, CodeBehind, CodeBehind];

/**
 * A module whose function computes an expression, four numbers at a time. It is given where its tensors begin, where its output
 * does, how many bytes of a row lie before its last turn, whose numbers may be computed twice, and how many rows there are.
 */
export function loopOf(expression: Expression<Code>, table: Table): Uint8Array<ArrayBuffer> {
  const { fillings } = table;
  const tensors = tensorsOf(expression);
  const to = tensors.length;
  const [last, rows, at, vectors] = [to + 1, to + 2, to + 3, to + 4];
  let count = 0;
  const codes: { readonly [depth in Depth]: CodeBehind[] } = { 0: [], 1: [], 2: [] };
  const known = new Map<Expression<Code> | string, Kept>();
  const keep = (key: Expression<Code> | string, code: CodeBehind, depth: Depth): Kept => {
    const local = vectors + count++;
    codes[depth].push((bytes) => [...code(bytes), ...set(local)]);
    const kept = { code: get(local), depth };
    known.set(key, kept);
    return kept;
  };
  const place = (pointer: number): Code => [...get(pointer), ...get(at), i32.add];
  for (const [pointer, view] of tensors.entries()) {
    const depth = depths[fillings[pointer] ?? 'whole'];
    const one = [...get(pointer), ...loadOfOne(0)];
    keep(keyOf(view), depth < 2 ? () => one : (bytes) => [...place(pointer), ...load(bytes)], depth);
  }
  const write = (part: Expression<Code>): Kept => {
    const key = keyOfPart(part);
    const found = known.get(key);
    if (found) return found;
    if (part.kind === 'tensor') throw new Error('Every tensor of an expression is loaded before it is used.');
    if (part.kind === 'number') return keep(key, () => constant(part.value), 0);
    const parts = part.parts.map(write);
    const depth = Math.max(0, ...parts.map((own) => own.depth)) as Depth;
    const code = part.write(parts.map((own) => own.code));
    return keep(key, () => code, depth);
  };
  const result = write(expression).code;
  const standing = (depth: Depth, bytes = 0): Code => codes[depth].flatMap((code) => code(bytes));
  const four: CodeBehind = (bytes) => [...standing(2, bytes), ...place(to), ...result, ...store(bytes)];
  const turn = 4 * turnOf(table);
  const next: Code = [...get(at), ...i32.constant(turn), i32.add];
  const row: Code = [...get(last), ...i32.constant(turn), i32.add];
  const ahead = (pointer: number, bytes: Code): Code => [...get(pointer), ...bytes, i32.add, ...set(pointer)];
  return moduleOf(rows + 1, count, [
    ...standing(0),
    ...label.loop,
    ...standing(1),
    ...[...i32.constant(0), ...set(at)],
    ...[...label.block, ...label.loop],
    ...four(0),
    ...(turn > 16 ? four(16) : []),
    ...[...get(at), ...get(last), i32.notLess, ...label.leaveIf(1)],
    // On by a turn, or to the last.
    ...[...next, ...get(last), ...next, ...get(last), i32.less, i32.select, ...set(at), ...label.leave(0)],
    ...[...label.end, ...label.end],
    ...fillings.flatMap((filling, pointer) =>
      filling === 'whole' ? ahead(pointer, row) : filling === 'column' ? ahead(pointer, i32.constant(4)) : [],
    ),
    ...ahead(to, row),
    ...[...ahead(rows, i32.constant(-1)), ...get(rows), ...label.leaveIf(0)],
    ...label.end,
  ]);
}
