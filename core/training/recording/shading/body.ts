import { type Expression, keyOf, tensorsOf, type View, wholeOf } from '../../expression';

/** How a language of shaders writes a function of floats. */
export interface ShadingLanguage {
  parameter(name: string): string;
  local(name: string, value: string): string;
  /** The function `at`. */
  at(parameters: string, body: string): string;
  /** A number that the shader is given, by its place. */
  number(place: number): string;
}

/** A tensor that a shader reads, or a part of it, and its name there. */
export interface Read {
  readonly view: View;
  readonly name: string;
}

/** What is computed at one place, as text. */
export interface Body {
  /** The function `at` of a number of each that is read, in their order. */
  readonly code: string;
  readonly reads: readonly Read[];
  /** Those that are read, or read in parts, named `T0`, `T1` … */
  readonly tensors: readonly View[];
  /** Those that the shader is given. */
  readonly numbers: readonly number[];
}

export function bodyOf(expression: Expression<string>, language: ShadingLanguage): Body {
  const views = tensorsOf(expression);
  const places = new Map(views.map((view, index) => [keyOf(view), `t${index}`]));
  const numbers: number[] = [];
  const lines: string[] = [];
  const written = new Map<Expression<string>, string>();
  const write = (each: Expression<string>): string => {
    if (each.kind === 'tensor') return places.get(keyOf(each.view)) ?? '';
    if (each.kind === 'number') {
      const known = numbers.findIndex((number) => Object.is(number, each.value));
      return language.number(known >= 0 ? known : numbers.push(each.value) - 1);
    }
    const found = written.get(each);
    if (found) return found;
    const value = each.write(each.parts.map(write));
    const name = `v${lines.length}`;
    lines.push(language.local(name, value));
    written.set(each, name);
    return name;
  };
  const result = write(expression);
  const parameters = views.map((_, index) => language.parameter(`t${index}`)).join(', ');
  const wholes = new Map(views.map((view) => [keyOf(wholeOf(view)), wholeOf(view)]));
  const order = [...wholes.keys()];
  return {
    code: language.at(parameters, [...lines, `return ${result};`].join('\n  ')),
    reads: views.map((view) => ({ view, name: `T${order.indexOf(keyOf(wholeOf(view)))}` })),
    tensors: [...wholes.values()],
    numbers,
  };
}
