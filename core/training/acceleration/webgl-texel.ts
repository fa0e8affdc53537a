/*
 * TensorFlow.js packs four numbers into a texel: two rows of two columns, of the last two axes.
 */

/** How many texels a side takes. */
export const texels = (side: number): number => Math.ceil(side / 2);

/** GLSL of a place in a tensor of so many axes, as `getOutputCoords` gives it. */
export const placeType = (rank: number): string => (rank <= 1 ? 'int' : `ivec${rank}`);

/** GLSL that makes zero what lies of `result` beyond the edge of an odd side, for a product of matrices adds it up. */
export function withinEdges(shape: readonly number[]): string {
  const rank = shape.length;
  if (shape.every((side) => side === 1)) return 'result.yzw = vec3(0.0);';
  if (rank === 1)
    return `result.y = getOutputCoords() + 1 < ${shape[0]} ? result.y : 0.0;
  result.zw = vec2(0.0);`;
  return `${placeType(rank)} edge = getOutputCoords();
  bool below = edge[${rank - 2}] + 1 < ${shape[rank - 2]};
  bool beside = edge[${rank - 1}] + 1 < ${shape[rank - 1]};
  result = vec4(result.x, beside ? result.y : 0.0, below ? result.z : 0.0, below && beside ? result.w : 0.0);`;
}
