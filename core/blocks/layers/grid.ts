import { formatShape, type Shape, sizesOf } from '../signal';
import type { LayerProblem } from './layer';

/** Over how many axes a layer slides, besides the channels. */
export type Dimensions = 1 | 2 | 3;

const axes: { readonly [D in Dimensions]: string } = {
  1: 'position × channel',
  2: 'height × width × channel',
  3: 'depth × height × width × channel',
};

/** The sides of a grid and its channels, or why the shape is not one of that many axes. */
export function gridSizes(
  input: Shape,
  dimensions: Dimensions,
  what: string,
): { readonly sizes: readonly number[]; readonly channels: number } | { readonly problem: LayerProblem } {
  const sizes = sizesOf(input);
  const channels = sizes.pop();
  if (sizes.length === dimensions && channels !== undefined) return { sizes, channels };
  return { problem: notOf(axes[dimensions], input, what) };
}

/** That a layer takes other axes than those that arrived. */
export const notOf = (wanted: string, input: Shape, what: string): LayerProblem => ({
  code: 'EBM2002',
  message: `A ${what} layer takes ${wanted}; ${formatShape(input)} arrived. Reshape it first.`,
});

/** The same side along every axis. */
export const sides = (side: number, dimensions: Dimensions): number[] => Array<number>(dimensions).fill(side);
