/** Bytes of WebAssembly instructions. */
export type Code = readonly number[];

/** An unsigned number, seven bits a byte. */
export const leb = (value: number): Code => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);

/** An instruction on vectors. */
export const vector = (opcode: number): Code => [0xfd, ...leb(opcode)];

export const get = (local: number): Code => [0x20, ...leb(local)];
export const set = (local: number): Code => [0x21, ...leb(local)];

/** Instructions on integers; constants between −64 and 63. */
export const i32 = {
  add: 0x6a,
  less: 0x49,
  notLess: 0x4f,
  select: 0x1b,
  constant: (value: number): Code => [0x41, value & 127],
};

/** Where control goes: out of so many blocks, or on with so many loops. */
export const label = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: [0x0b],
  leave: (depth: number): Code => [0x0c, depth],
  leaveIf: (depth: number): Code => [0x0d, depth],
};

/** The number four times over. */
export const constant = (value: number): Code => {
  const four = new Uint8Array(Float32Array.of(value, value, value, value).buffer);
  return [...vector(0x0c), ...four];
};

/** How many there are, then each. */
export const list = (items: readonly Code[]): Code => [...leb(items.length), ...items.flat()];

const name = (text: string): Code => list([...text].map((letter) => [letter.charCodeAt(0)]));
const section = (id: number, contents: Code): Code => [id, ...leb(contents.length), ...contents];

const types = { i32: 0x7f, v128: 0x7b };

/**
 * A module of one function, `loop`, on the memory `env.memory`: of so many integers, with one more beside them, then so many
 * vectors, as its locals.
 */
export function moduleOf(parameters: number, vectors: number, body: Code): Uint8Array<ArrayBuffer> {
  const locals = list([
    [1, types.i32],
    [...leb(vectors), types.v128],
  ]);
  const own = [...locals, ...body, ...label.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, ...list(Array.from({ length: parameters }, () => [types.i32])), 0]])),
    ...section(2, list([[...name('env'), ...name('memory'), 2, 0, 0]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...name('loop'), 0, 0]])),
    ...section(10, list([[...leb(own.length), ...own]])),
  ]);
}
