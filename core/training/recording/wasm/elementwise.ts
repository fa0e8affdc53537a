import type { Code } from '../../loops/code';
import { absolute, difference, negative, product, quotient, root, sigmoid, sum } from '../../loops/functions';
import { tableOf } from '../../loops/loop';
import type { Expression } from '../fusion/expression';
import type { Combine } from '../fusion/fusion';
import type { Call } from '../recording';

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

export function elementwise({ kernel, inputs, outputs }: Call): Combine<Code> | undefined {
  const [output] = outputs;
  const views = inputs.map(([, view]) => view);
  if (!output || [output, ...views].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const table = tableOf(
    output.shape,
    views.map(({ shape }) => shape),
  );
  return table && kernels[kernel];
}
