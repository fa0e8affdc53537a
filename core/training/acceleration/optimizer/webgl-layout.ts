/*
 * Tensors laid end to end, `[numbers of all]`, as GLSL: how many numbers of several textures become one, and how they are found again.
 * All are packed as TensorFlow.js packs them: two rows and two columns in a texel, of a list two numbers.
 */

/** So many textures one program lays end to end: 16 are what every device lets it read. */
export const mostParts = 12;

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);

/** Whether numbers that stand side by side lie in one texel of the list too, if the first is at the offset. */
const inPairs = (shape: readonly number[], offset: number): boolean =>
  shape.length > 0 && offset % 2 === 0 && (shape.at(-1) ?? 1) % 2 === 0;

/** The body of a program that lays the textures `Part0`, `Part1` … of these shapes end to end. */
export function endToEnd(shapes: readonly (readonly number[])[]): { readonly size: number; readonly userCode: string } {
  let offset = 0;
  const [one, two]: [string[], string[]] = [[], []];
  for (const [part, shape] of shapes.entries()) {
    const begin = offset;
    offset += sizeOf(shape);
    const place = `int left = index - ${begin}; ${placeOf(shape)}`;
    const texel = `getPart${part}(${shape.map((_, axis) => `i${axis}`).join(', ')})`;
    one.push(`if (index < ${offset}) { ${place} return ${numberOf(shape, texel)}; }`);
    two.push(
      inPairs(shape, begin)
        ? `if (index < ${offset}) { ${place} return ${pairOf(shape, texel)}; }`
        : `if (index < ${offset}) return vec2(one(index), one(index + 1));`,
    );
  }
  return {
    size: offset,
    userCode: `
      float one(int index) {
        ${one.join('\n        ')}
        return 0.0;
      }
      vec2 two(int index) {
        ${two.join('\n        ')}
        return vec2(0.0);
      }
      void main() {
        setOutput(vec4(two(getOutputCoords()), 0.0, 0.0));
      }`,
  };
}

/** The indices `i0`, `i1` … of what is so many places from the first, from the last axis to the first. */
function placeOf(shape: readonly number[]): string {
  const steps = shape.map((side, axis) => `int i${axis} = left - left / ${side} * ${side}; left /= ${side};`);
  return [...steps.slice(1).reverse(), shape.length ? 'int i0 = left;' : ''].join(' ');
}

function numberOf(shape: readonly number[], texel: string): string {
  const inner = shape.map((_, axis) => `i${axis}`).slice(-2);
  if (!inner.length) return `${texel}.x`;
  return `getChannel(${texel}, ${inner.length === 1 ? 'i0' : `vec2(${inner.join(', ')})`})`;
}

function pairOf(shape: readonly number[], texel: string): string {
  if (shape.length === 1) return `${texel}.xy`;
  const row = `i${shape.length - 2}`;
  return `${row} - ${row} / 2 * 2 == 0 ? ${texel}.xy : ${texel}.zw`;
}

/** Where a texel of a tensor of the shape finds its own among those laid end to end, whose first is at the offset. */
export class Part {
  private readonly shape: readonly number[];
  private readonly offset: number;

  constructor(shape: readonly number[], offset: number) {
    this.shape = shape;
    this.offset = offset;
  }

  /** Statements that set `first`, the place of the first number, and whether others of it are `beside` and `below`. */
  get place(): string {
    const { shape, offset } = this;
    const rank = shape.length;
    if (rank === 0) return `int first = ${offset};`;
    if (rank === 1)
      return `int first = ${offset} + getOutputCoords(); bool beside = first + 1 < ${offset + sizeOf(shape)};`;
    const index = shape.reduce((all, side, axis) => (axis ? `(${all}) * ${side} + place[${axis}]` : 'place[0]'), '');
    return `ivec${rank} place = getOutputCoords();
        int first = ${offset} + ${index};
        bool beside = place[${rank - 1}] + 1 < ${shape[rank - 1]};
        bool below = place[${rank - 2}] + 1 < ${shape[rank - 2]};`;
  }

  /** The texel of the list `name`, once the place is known; zeros stand where the tensor ends. */
  of(name: string): string {
    const { shape, offset } = this;
    const columns = shape.at(-1) ?? 1;
    const at = (place: string): string => `getChannel(get${name}(${place}), ${place})`;
    if (shape.length === 0) return `vec4(${at('first')}, 0.0, 0.0, 0.0)`;
    const pair = (place: string): string =>
      inPairs(shape, offset) ? `get${name}(${place}).xy` : `vec2(${at(place)}, beside ? ${at(`${place} + 1`)} : 0.0)`;
    const second = shape.length === 1 ? 'vec2(0.0)' : `below ? ${pair(`first + ${columns}`)} : vec2(0.0)`;
    return `vec4(${pair('first')}, ${second})`;
  }
}
