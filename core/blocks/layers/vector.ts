import { formatShape, type Shape } from '../signal';
import type { LayerProblem } from './layer';

/** The size of the one axis that a layer takes, or why the shape has another number of them. */
export function vectorSize(input: Shape, what: string): number | { readonly problem: LayerProblem } {
  const [axis, ...rest] = input;
  if (axis && !rest.length) return axis.size;
  return {
    problem: {
      code: 'EBM2001',
      message: `A ${what} layer takes one axis; ${formatShape(input)} arrived. Flatten it first.`,
      mends: [{ title: 'Insert flatten', insertBefore: { layer: 'flatten' } }],
    },
  };
}
