import type { Expression } from '../../expression';
import type { Code } from '../../loops/code';
import { absolute, difference, negative, number, product, quotient, root, sigmoid, sum } from '../../loops/functions';
import { tableOf } from '../../loops/loop';
import type { Combine, Elementwise } from '../fusion';
import type { Call } from '../recording';
import { termsOf } from '../thin-product';

type Numbers = Expression<Code>;

const unary =
  (combine: (x: Numbers) => Numbers): Combine<Code> =>
  ([x]) =>
    x && combine(x);

const binary =
  (combine: (a: Numbers, b: Numbers) => Numbers): Combine<Code> =>
  ([a, b]) =>
    a && b && combine(a, b);

const square = (x: Numbers): Numbers => product(x, x);

/**
 * Kernels that compute each number of their output from the numbers at that place of their inputs. Only those that IEEE 754 leaves
 * no choice, or that are such loops themselves, so that a replayed step has the bits of one that is taken as ever.
 */
const kernels: { readonly [kernel: string]: Combine<Code> } = {
  Abs: unary(absolute),
  Add: binary(sum),
  AddN: ([first, ...others]) => first && others.reduce((all, part) => sum(all, part), first),
  Multiply: binary(product),
  Neg: unary(negative),
  RealDiv: binary(quotient),
  Sigmoid: unary(sigmoid),
  Sqrt: unary(root),
  Square: unary(square),
  SquaredDifference: binary((a, b) => square(difference(a, b))),
  Sub: binary(difference),
};

export function elementwise(call: Call): Elementwise<Code> | undefined {
  const found = outerProduct(call) ?? placeByPlace(call);
  const [output] = call.outputs;
  if (!found || !output || [output, ...found.views].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const shapes = found.views.map(({ shape }) => shape);
  return tableOf(output.shape, shapes) && found;
}

function placeByPlace({ kernel, inputs }: Call): Elementwise<Code> | undefined {
  const combine = kernels[kernel];
  return combine && { views: inputs.map(([, view]) => view), combine };
}

/** A second term takes a loop as long as the product takes by itself, and most are read by three loops. */
function outerProduct(call: Call): Elementwise<Code> | undefined {
  const [views] = termsOf(call, 1) ?? [];
  return views && { views, combine: binary((x, y) => sum(number(0), product(x, y))) };
}
