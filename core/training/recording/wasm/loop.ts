import { type Expression, keyOf, tensorsOf } from '../fusion/expression';
import { type Code, constant, get, moduleOf, set, vector } from './code';

/** Memory is aligned to numbers; nothing is added to the address. */
const anywhere = [2, 0];
const load: Code = [...vector(0x00), ...anywhere];
const loadOfOne: Code = [...vector(0x09), ...anywhere];
const store: Code = [...vector(0x0b), ...anywhere];
const integer = { add: 0x6a, less: 0x49, notLess: 0x4f };

/**
 * A module whose function computes an expression, four numbers at a time. It is given where the tensors begin, where its output
 * does, and how many bytes lie before the last four numbers of that, some of which may be computed twice.
 */
export function loopOf(expression: Expression<Code>): Uint8Array<ArrayBuffer> {
  const tensors = tensorsOf(expression);
  const [to, last, at, firstVector] = [0, 1, 2, 3].map((place) => tensors.length + place) as [
    number,
    number,
    number,
    number,
  ];
  let vectors = 0;
  const before: Code[] = [];
  const each: Code[] = [];
  const keep = (code: Code, where: Code[]): Code => {
    const local = firstVector + vectors++;
    where.push([...code, ...set(local)]);
    return get(local);
  };
  const place = (pointer: number): Code => [...get(pointer), ...get(at), integer.add];
  const written = new Map<Expression<Code> | string, Code>();
  for (const [pointer, view] of tensors.entries()) {
    const isOne = view.shape.length === 0;
    const code = isOne ? keep([...get(pointer), ...loadOfOne], before) : keep([...place(pointer), ...load], each);
    written.set(keyOf(view), code);
  }
  const write = (part: Expression<Code>): Code => {
    const key = part.kind === 'tensor' ? keyOf(part.view) : part;
    const found = written.get(key);
    if (found) return found;
    const code =
      part.kind === 'function'
        ? keep(part.write(part.parts.map(write)), each)
        : keep(constant(part.kind === 'number' ? part.value : 0), before);
    written.set(key, code);
    return code;
  };
  const result = write(expression);
  const next: Code = [...get(at), 0x41, 16, integer.add];
  return moduleOf(to + 2, vectors, [
    ...before.flat(),
    ...[0x02, 0x40, 0x03, 0x40],
    ...each.flat(),
    ...[...place(to), ...result, ...store],
    ...[...get(at), ...get(last), integer.notLess, 0x0d, 1],
    // On by four numbers, or to the last four.
    ...[...next, ...get(last), ...next, ...get(last), integer.less, 0x1b, ...set(at), 0x0c, 0],
    ...[0x0b, 0x0b],
  ]);
}
