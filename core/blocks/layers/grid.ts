import { formatShape, type Shape, sizesOf, volume } from '../signal';
import type { LayerMend, LayerProblem } from './layer';

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
  type: string,
): { readonly sizes: readonly number[]; readonly channels: number } | { readonly problem: LayerProblem } {
  const sizes = sizesOf(input);
  const channels = sizes.pop();
  if (sizes.length === dimensions && channels !== undefined) return { sizes, channels };
  const mends = sizes.length ? [ofDimensions(sizes.length, what, type)] : asGrid(dimensions, input);
  return { problem: { ...notOf(axes[dimensions], input, what), mends } };
}

/** That a layer takes other axes than those that arrived. */
export const notOf = (wanted: string, input: Shape, what: string): LayerProblem => ({
  code: 'EBM2002',
  message: `A ${what} layer takes ${wanted}; ${formatShape(input)} arrived. Reshape it first.`,
});

/** The same layer for the axes that are there. */
const ofDimensions = (dimensions: number, what: string, type: string): LayerMend => ({
  title: `Take a ${what} in ${dimensions}-D`,
  layer: type.replace(/\d/, String(dimensions)),
});

/** A vector laid out as a grid of equal sides and one channel, where its size allows it. */
export function asGrid(dimensions: Dimensions, input: Shape): LayerMend[] {
  const side = Math.round(volume(input) ** (1 / dimensions));
  if (input.length !== 1 || side ** dimensions !== volume(input)) return [];
  const shape = [...sides(side, dimensions), 1];
  return [{ title: `Insert a reshape to ${shape.join('×')}`, insertBefore: { layer: 'reshape', shape } }];
}

/** The same side along every axis. */
export const sides = (side: number, dimensions: Dimensions): number[] => Array<number>(dimensions).fill(side);
