import type { Reduction } from '../../expression';

/*
 * WGSL of `numberAt(index : i32) -> f32`: where the numbers stand that the output at an index is computed from. Shapes are part of
 * the text, as they stay for as long as a recording.
 */

/** The expression `at`, of tensors `T0`, `T1` … of these shapes, at each place of an output that they broadcast to. */
export function broadcastAt(shapes: readonly (readonly number[])[], output: readonly number[]): string {
  const axes = output.map((_, axis) => `o${axis}`);
  return numberAt([...placeIn(output, axes), `return ${expressionAt(shapes, axes)};`]);
}

/** The sum, or the mean, over some axes of the expression. */
export function reducedAt(
  shapes: readonly (readonly number[])[],
  output: readonly number[],
  { shape, axes, mean }: Reduction,
): string {
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
    `${loops.join(' ')} sum += ${expressionAt(shapes, indices)}; ${'}'.repeat(loops.length)}`,
    `return sum${mean ? ` / ${count}.0` : ''};`,
  ]);
}

const numberAt = (lines: readonly string[]): string => `fn numberAt(index : i32) -> f32 {\n  ${lines.join('\n  ')}\n}`;

/** The indices of a place, by the names given, from the last axis to the first. */
function placeIn(shape: readonly number[], names: readonly string[]): string[] {
  const steps = shape.map((side, axis) => `let ${names[axis]} = left % ${side}; left /= ${side};`);
  return ['var left = index;', ...steps.reverse()];
}

const expressionAt = (shapes: readonly (readonly number[])[], indices: readonly string[]): string =>
  `at(${shapes.map((shape, tensor) => `f32(T${tensor}[${flatIndex(shape, indices)}])`).join(', ')})`;

/** Which number of a tensor stands at these indices, if it is repeated along sides of one. */
function flatIndex(shape: readonly number[], indices: readonly string[]): string {
  const beyond = indices.length - shape.length;
  const index = shape.reduce(
    (before, side, axis) =>
      side === 1 ? before : `${before ? `(${before}) * ${side} + ` : ''}${indices[axis + beyond]}`,
    '',
  );
  return index || '0';
}
