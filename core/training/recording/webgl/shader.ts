import type { GPGPUProgram } from '@tensorflow/tfjs-backend-webgl';
import type { View } from '../../expression';
import { type Expression, keyOf, type Reduction, tensorsOf } from '../../expression';
import { functions } from './elementwise';

/** A program of a shader, what it reads, and the numbers that it is given. */
export interface Shader {
  readonly program: GPGPUProgram;
  readonly tensors: readonly View[];
  readonly numbers: readonly number[];
}

/** One program for a whole expression: four numbers at once, as TensorFlow.js packs them in a texel. */
export function shaderOf(expression: Expression<string>, shape: readonly number[], reduction?: Reduction): Shader {
  const tensors = tensorsOf(expression);
  const { body, numbers } = bodyOf(expression, tensors);
  const names = tensors.map((_, index) => `T${index}`);
  const main = reduction ? reductionMain(tensors, shape, reduction) : elementwiseMain(names, shape);
  const program: GPGPUProgram = {
    variableNames: names,
    outputShape: [...shape],
    packedInputs: true,
    packedOutput: true,
    ...(numbers.length && {
      customUniforms: [{ name: 'numbers', arrayIndex: numbers.length, type: 'float' as const }],
    }),
    userCode: `${functions}\n${body}\n${main}`,
  };
  return { program, tensors, numbers };
}

/** `float at(float t0, float t1, …)`: the expression at one place. */
function bodyOf(expression: Expression<string>, tensors: readonly View[]): { body: string; numbers: number[] } {
  const places = new Map(tensors.map((view, index) => [keyOf(view), `t${index}`]));
  const numbers: number[] = [];
  const lines: string[] = [];
  const written = new Map<Expression<string>, string>();
  const write = (each: Expression<string>): string => {
    if (each.kind === 'tensor') return places.get(keyOf(each.view)) ?? '';
    if (each.kind === 'number') {
      const known = numbers.findIndex((number) => Object.is(number, each.value));
      return `numbers[${known >= 0 ? known : numbers.push(each.value) - 1}]`;
    }
    const found = written.get(each);
    if (found) return found;
    const text = each.write(each.parts.map(write));
    const name = `v${lines.length}`;
    lines.push(`float ${name} = ${text};`);
    written.set(each, name);
    return name;
  };
  const result = write(expression);
  const parameters = tensors.map((_, index) => `float t${index}`).join(', ');
  return { body: `float at(${parameters}) {\n  ${lines.join('\n  ')}\n  return ${result};\n}`, numbers };
}

const lanes = ['x', 'y', 'z', 'w'];

function elementwiseMain(names: readonly string[], shape: readonly number[]): string {
  const reads = names.map((name, index) => `vec4 a${index} = get${name}AtOutCoords();`);
  const each = lanes.map((lane) => `at(${names.map((_, index) => `a${index}.${lane}`).join(', ')})`);
  return `void main() {
  ${reads.join('\n  ')}
  vec4 result = vec4(${each.join(', ')});
  ${withinBounds(shape)}
  setOutput(result);
}`;
}

/** What lies beyond the edge of an odd side is zero, for a product of matrices adds it up. */
function withinBounds(shape: readonly number[]): string {
  const rank = shape.length;
  if (shape.every((side) => side === 1)) return 'result.yzw = vec3(0.0);';
  if (rank === 1)
    return `result.y = getOutputCoords() + 1 < ${shape[0]} ? result.y : 0.0;
  result.zw = vec2(0.0);`;
  return `${integers(rank)} place = getOutputCoords();
  bool below = place[${rank - 2}] + 1 < ${shape[rank - 2]};
  bool beside = place[${rank - 1}] + 1 < ${shape[rank - 1]};
  result = vec4(result.x, beside ? result.y : 0.0, below ? result.z : 0.0, below && beside ? result.w : 0.0);`;
}

const integers = (rank: number): string => (rank === 1 ? 'int' : `ivec${rank}`);

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
  return `${integers(rank)} place = getOutputCoords();
  bool below = place[${rank - 2}] + 1 < ${shape[rank - 2]};
  bool beside = place[${rank - 1}] + 1 < ${shape[rank - 1]};
  vec4 result = vec4(${at(0, 0)}, 0.0, 0.0, 0.0);
  if (beside) result.y = ${at(0, 1)};
  if (below) result.z = ${at(1, 0)};
  if (below && beside) result.w = ${at(1, 1)};`;
}
