import { type Expression, slice, sub, unary, uniformLike, upsample } from '../../program/expression';
import type { LoweringScope } from '../block';
import { integer } from '../parameter';

export const patchSide = {
  label: 'Patch',
  help: 'The side of the squares that are hidden as a whole.',
  unit: 'pixels',
  effect: 'rebuild',
  default: 4,
  minimum: 1,
  maximum: 256,
} as const;

export const patch = integer(patchSide);

/** `[height, width, 1]`, drawn for each sample: 0 over whole squares, as many as the rate says, 1 elsewhere. */
export function openPatches(scope: LoweringScope, x: Expression, side: number, rate: Expression): Expression {
  const [height = 0, width = 0] = x.shape;
  const grid = uniformLike(x, [Math.ceil(height / side), Math.ceil(width / side), 1]);
  const squares = scope.assign('squares', unary('step', sub(grid, rate)));
  const covering = side > 1 ? upsample(squares, side) : squares;
  const rows = height % side ? slice(covering, 0, 0, height) : covering;
  return width % side ? slice(rows, 1, 0, width) : rows;
}
