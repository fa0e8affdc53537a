import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import { placeType, withinEdges } from '../../acceleration/webgl-texel';
import type { Expression, Reduction, View } from '../../expression';
import { bodyOf, type ShadingLanguage } from '../shading/body';
import { functions } from './functions';

/** A program of a shader, what it reads, and the numbers that it is given. */
export interface Shader {
  readonly program: GPGPUProgram;
  readonly tensors: readonly View[];
  readonly numbers: readonly number[];
}

const glsl: ShadingLanguage = {
  parameter: (name) => `float ${name}`,
  local: (name, value) => `float ${name} = ${value};`,
  at: (parameters, body) => `float at(${parameters}) {\n  ${body}\n}`,
  number: (place) => `numbers[${place}]`,
};

/** One program for a whole expression: four numbers at once, as TensorFlow.js packs them in a texel. */
export function shaderOf(expression: Expression<string>, shape: readonly number[], reduction?: Reduction): Shader {
  const { code, tensors, numbers } = bodyOf(expression, glsl);
  const names = tensors.map((_, index) => `T${index}`);
  const main = mainOf(tensors, names, shape, reduction);
  const program: GPGPUProgram = {
    variableNames: names,
    outputShape: [...shape],
    packedInputs: true,
    packedOutput: true,
    ...(numbers.length && {
      customUniforms: [{ name: 'numbers', arrayIndex: numbers.length, type: 'float' as const }],
    }),
    userCode: `${functions}\n${code}\n${main}`,
  };
  return { program, tensors, numbers };
}

function mainOf(
  tensors: readonly View[],
  names: readonly string[],
  shape: readonly number[],
  reduction: Reduction | undefined,
): string {
  if (!reduction) return elementwiseMain(names, shape);
  return addsRows(shape, reduction) ? rowsMain(tensors, reduction) : reductionMain(tensors, shape, reduction);
}

const lanes = ['x', 'y', 'z', 'w'];

/** The expression at the four places of a texel; what is read there is called `a0`, `a1`, … */
function inLanes(tensors: number): string {
  const each = lanes.map(
    (lane) => `at(${Array.from({ length: tensors }, (_, index) => `a${index}.${lane}`).join(', ')})`,
  );
  return `vec4(${each.join(', ')})`;
}

function elementwiseMain(names: readonly string[], shape: readonly number[]): string {
  const reads = names.map((name, index) => `vec4 a${index} = get${name}AtOutCoords();`);
  return `void main() {
  ${reads.join('\n  ')}
  vec4 result = ${inLanes(names.length)};
  ${withinEdges(shape)}
  setOutput(result);
}`;
}

/** The sum of the rows of a table, as the gradient of a bias is. */
const addsRows = (shape: readonly number[], { shape: over, axes }: Reduction): boolean =>
  over.length === 2 && axes.join() === '0' && shape.length === 1;

/** A texel holds two rows of two columns: both are read at once, where one sum after the other would read each four times. */
function rowsMain(tensors: readonly View[], { shape: [rows = 1, columns = 1], mean }: Reduction): string {
  const reads = tensors.map(({ shape: own }, index) => {
    const [height = 1, width = 1] = own.length === 2 ? own : [1, ...own];
    const at = [...(own.length === 2 ? [height === 1 ? '0' : 'row'] : []), width === 1 ? '0' : 'column'];
    const swizzle = width === 1 ? (height === 1 ? 'xxxx' : 'xxzz') : height === 1 ? 'xyxy' : 'xyzw';
    return `vec4 a${index} = getT${index}(${own.length ? at.join(', ') : ''}).${swizzle};`;
  });
  return `void main() {
  int column = getOutputCoords();
  vec2 sum = vec2(0.0);
  for (int row = 0; row < ${rows}; row += 2) {
    ${reads.join('\n    ')}
    vec4 two = ${inLanes(tensors.length)};
    sum += two.xy;
    if (row + 1 < ${rows}) sum += two.zw;
  }
  setOutput(vec4(sum.x, column + 1 < ${columns} ? sum.y : 0.0, 0.0, 0.0)${mean ? ` / ${rows}.0` : ''});
}`;
}

function reductionMain(
  tensors: readonly View[],
  shape: readonly number[],
  { shape: over, axes, mean }: Reduction,
): string {
  const reduced = new Set(axes);
  const keeps = shape.length === over.length;
  let kept = 0;
  const indices = over.map((_, axis) => (reduced.has(axis) ? `i${axis}` : `o${keeps ? axis : kept++}`));
  const reads = tensors.map(({ shape: own }, index) => {
    const beyond = over.length - own.length;
    const at = own.map((side, axis) => (side === 1 ? '0' : (indices[axis + beyond] ?? '0')));
    if (at.length === 0) return `getT${index}().x`;
    const inner = at.length === 1 ? at[0] : `vec2(${at.slice(-2).join(', ')})`;
    return `getChannel(getT${index}(${at.join(', ')}), ${inner})`;
  });
  const loops = axes.map((axis) => `for (int i${axis} = 0; i${axis} < ${over[axis]}; i${axis}++)`);
  const count = axes.reduce((all, axis) => all * (over[axis] ?? 1), 1);
  return `float reduced(${shape.map((_, axis) => `int o${axis}`).join(', ')}) {
  float sum = 0.0;
  ${loops.join('\n  ')} sum += at(${reads.join(', ')});
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
