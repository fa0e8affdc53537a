import type { Reduction } from '../../expression';
import type { Read } from '../shading/body';

/*
 * WGSL of `numberAt(index : i32) -> f32`: where the numbers stand that the output at an index is computed from. Shapes are part of
 * the text, as they stay for as long as a recording.
 */

/** The expression `at` of what is read, at each place of an output that it broadcasts to. */
export function broadcastAt(reads: readonly Read[], output: readonly number[]): string {
  const axes = output.map((_, axis) => `o${axis}`);
  return numberAt([...placeIn(output, axes), `return ${expressionAt(reads, axes)};`]);
}

/** The sum, or the mean, over some axes of the expression. */
export function reducedAt(reads: readonly Read[], output: readonly number[], { shape, axes, mean }: Reduction): string {
  const reduced = new Set(axes);
  const keeps = output.length === shape.length;
  let kept = 0;
  const indices = shape.map((_, axis) => (reduced.has(axis) ? `i${axis}` : `o${keeps ? axis : kept++}`));
  const loops = axes.map((axis) => `for (var i${axis} = 0; i${axis} < ${shape[axis]}; i${axis}++) {`);
  const count = axes.reduce((all, axis) => all * (shape[axis] ?? 1), 1);
  return numberAt([
    ...placeIn(
      output,
      output.map((_, axis) => `o${axis}`),
    ),
    'var sum = 0.0;',
    `${loops.join(' ')} sum += ${expressionAt(reads, indices)}; ${'}'.repeat(loops.length)}`,
    `return sum${mean ? ` / ${count}.0` : ''};`,
  ]);
}

const numberAt = (lines: readonly string[]): string => `fn numberAt(index : i32) -> f32 {\n  ${lines.join('\n  ')}\n}`;

/** The indices of a place, by the names given, from the last axis to the first. */
function placeIn(shape: readonly number[], names: readonly string[]): string[] {
  const steps = shape.map((side, axis) => `let ${names[axis]} = left % ${side}; left /= ${side};`);
  return ['var left = index;', ...steps.reverse()];
}

const expressionAt = (reads: readonly Read[], indices: readonly string[]): string =>
  `at(${reads.map((read) => `f32(${read.name}[${flatIndex(read, indices)}])`).join(', ')})`;

/** Which number of a tensor stands at these indices, if it is repeated along sides of one. */
function flatIndex({ view: { shape, part } }: Read, indices: readonly string[]): string {
  const sides: readonly number[] = part?.of ?? shape;
  const beyond = indices.length - shape.length;
  const index = sides.reduce((before, side, axis) => {
    const at = part?.axis === axis ? String(part.index) : indices[axis + beyond];
    return side === 1 ? before : `${before ? `(${before}) * ${side} + ` : ''}${at}`;
  }, '');
  return index || '0';
}
