import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { placeType, withinEdges } from '../../acceleration/webgl-texel';
import type { Expression, Reduction, View } from '../../expression';
import { bodyOf, type Read, type ShadingLanguage } from '../shading/body';
import { functions } from './functions';
import { lanesOf, type Size, straightTexelOf, type Texel, texelOf } from './texel-read';

/** A program of a shader, what it reads, and the numbers that it is given. */
export interface Shader {
  readonly program: GPGPUProgram;
  /** A faster one where textures have these sizes, by the places of their tensors. */
  readonly straight: { readonly program: GPGPUProgram; readonly sizes: readonly Sized[] } | undefined;
  readonly tensors: readonly View[];
  readonly numbers: readonly number[];
}

/** Which of the tensors, and the size of its texture. */
type Sized = readonly [place: number, size: Size];

const glsl: ShadingLanguage = {
  parameter: (name) => `float ${name}`,
  local: (name, value) => `float ${name} = ${value};`,
  at: (parameters, body) => `float at(${parameters}) {\n  ${body}\n}`,
  number: (place) => `numbers[${place}]`,
};

/** One program for a whole expression: four numbers at once, as TensorFlow.js packs them in a texel. */
export function shaderOf(expression: Expression<string>, shape: readonly number[], reduction?: Reduction): Shader {
  const { code, reads, tensors, numbers } = bodyOf(expression, glsl);
  const names = tensors.map((_, index) => `T${index}`);
  const programOf = (main: string): GPGPUProgram => ({
    variableNames: names,
    outputShape: [...shape],
    packedInputs: true,
    packedOutput: true,
    ...(numbers.length && {
      customUniforms: [{ name: 'numbers', arrayIndex: numbers.length, type: 'float' as const }],
    }),
    userCode: `${functions}\n${code}\n${main}`,
  });
  const program = programOf(mainOf(reads, shape, reduction));
  const texels = reduction ? [] : reads.map((read) => straightTexelOf(read, shape));
  const known = texels.filter((texel) => texel !== undefined);
  const sizes = known.flatMap(({ size }, index) =>
    size ? [[names.indexOf(reads[index]?.name ?? ''), size] as const] : [],
  );
  const isStraight = sizes.length > 0 && known.length === reads.length;
  const straight = isStraight ? { program: programOf(elementwiseMain(known, shape)), sizes } : undefined;
  return { program, straight, tensors, numbers };
}

function mainOf(reads: readonly Read[], shape: readonly number[], reduction: Reduction | undefined): string {
  if (!reduction) {
    const texels = reads.map((read) => texelOf(read, shape));
    return elementwiseMain(texels, shape);
  }
  return addsRows(shape, reduction) ? rowsMain(reads, reduction) : reductionMain(reads, shape, reduction);
}

const lanes = ['x', 'y', 'z', 'w'];

/** The expression at the four places of a texel; what is read there is called `a0`, `a1`, … */
function inLanes(tensors: number): string {
  const each = lanes.map(
    (lane) => `at(${Array.from({ length: tensors }, (_, index) => `a${index}.${lane}`).join(', ')})`,
  );
  return `vec4(${each.join(', ')})`;
}

/** Reads each texel once; what is taken from it is called `a0`, `a1`, … */
function readAll(read: readonly (Texel | undefined)[]): string {
  const once = [...new Set(read.flatMap((texel) => texel?.code ?? []))];
  return [
    ...once.map((code, index) => `vec4 texel${index} = ${code};`),
    ...read.flatMap((texel, index) =>
      texel ? [`vec4 a${index} = texel${once.indexOf(texel.code)}.${texel.lanes};`] : [],
    ),
  ].join('\n  ');
}

function elementwiseMain(read: readonly Texel[], shape: readonly number[]): string {
  return `void main() {
  ${readAll(read)}
  vec4 result = ${inLanes(read.length)};
  ${withinEdges(shape)}
  setOutput(result);
}`;
}

/** The sum of the rows of a table, as the gradient of a bias is. */
const addsRows = (shape: readonly number[], { shape: over, axes }: Reduction): boolean =>
  over.length === 2 && axes.join() === '0' && shape.length === 1;

/** A texel holds two rows of two columns: both are read at once, where one sum after the other would read each four times. */
function rowsMain(reads: readonly Read[], { shape: [rows = 1, columns = 1], mean }: Reduction): string {
  const read = reads.map(({ name, view: { shape: own, part } }): Texel => {
    if (part) return { code: `get${name}(${part.axis === 0 ? '0, column' : 'row, 0'})`, lanes: lanesOf(part) };
    const [height = 1, width = 1] = own.length === 2 ? own : [1, ...own];
    const at = [...(own.length === 2 ? [height === 1 ? '0' : 'row'] : []), width === 1 ? '0' : 'column'];
    const swizzle = width === 1 ? (height === 1 ? 'xxxx' : 'xxzz') : height === 1 ? 'xyxy' : 'xyzw';
    return { code: `get${name}(${own.length ? at.join(', ') : ''})`, lanes: swizzle };
  });
  // What is the same in each row is read ahead of them.
  const inLoop = (is: boolean): (Texel | undefined)[] =>
    read.map((texel) => (/\brow\b/.test(texel.code) === is ? texel : undefined));
  return `void main() {
  int column = getOutputCoords();
  ${readAll(inLoop(false))}
  vec2 sum = vec2(0.0);
  for (int row = 0; row < ${rows}; row += 2) {
    ${readAll(inLoop(true))}
    vec4 two = ${inLanes(reads.length)};
    sum += two.xy;
    if (row + 1 < ${rows}) sum += two.zw;
  }
  setOutput(vec4(sum.x, column + 1 < ${columns} ? sum.y : 0.0, 0.0, 0.0)${mean ? ` / ${rows}.0` : ''});
}`;
}

function reductionMain(
  reads: readonly Read[],
  shape: readonly number[],
  { shape: over, axes, mean }: Reduction,
): string {
  const reduced = new Set(axes);
  const keeps = shape.length === over.length;
  let kept = 0;
  const indices = over.map((_, axis) => (reduced.has(axis) ? `i${axis}` : `o${keeps ? axis : kept++}`));
  const read = reads.map(({ name, view: { shape: own, part } }) => {
    const beyond = over.length - own.length;
    const at = own.map((side, axis) => {
      if (part?.axis === axis) return String(part.index);
      return side === 1 ? '0' : (indices[axis + beyond] ?? '0');
    });
    if (at.length === 0) return `get${name}().x`;
    const inner = at.length === 1 ? at[0] : `vec2(${at.slice(-2).join(', ')})`;
    return `getChannel(get${name}(${at.join(', ')}), ${inner})`;
  });
  const loops = axes.map((axis) => `for (int i${axis} = 0; i${axis} < ${over[axis]}; i${axis}++)`);
  const count = axes.reduce((all, axis) => all * (over[axis] ?? 1), 1);
  return `float reduced(${shape.map((_, axis) => `int o${axis}`).join(', ')}) {
  float sum = 0.0;
  ${loops.join('\n  ')} sum += at(${read.join(', ')});
  return sum${mean ? ` / ${count}.0` : ''};
}
void main() {
  ${reducedLanes(shape)}
  setOutput(result);
}`;
}

function reducedLanes(shape: readonly number[]): string {
  const rank = shape.length;
  if (rank === 0) return 'vec4 result = vec4(reduced(), 0.0, 0.0, 0.0);';
  if (rank === 1)
    return `int place = getOutputCoords();
  vec4 result = vec4(reduced(place), place + 1 < ${shape[0]} ? reduced(place + 1) : 0.0, 0.0, 0.0);`;
  const outer = shape.slice(0, -2).map((_, axis) => `place[${axis}]`);
  const at = (down: number, across: number): string => {
    const row = `place[${rank - 2}]${down ? ' + 1' : ''}`;
    const column = `place[${rank - 1}]${across ? ' + 1' : ''}`;
    return `reduced(${[...outer, row, column].join(', ')})`;
  };
  return `${placeType(rank)} place = getOutputCoords();
  bool below = place[${rank - 2}] + 1 < ${shape[rank - 2]};
  bool beside = place[${rank - 1}] + 1 < ${shape[rank - 1]};
  vec4 result = vec4(${at(0, 0)}, 0.0, 0.0, 0.0);
  if (beside) result.y = ${at(0, 1)};
  if (below) result.z = ${at(1, 0)};
  if (below && beside) result.w = ${at(1, 1)};`;
}
