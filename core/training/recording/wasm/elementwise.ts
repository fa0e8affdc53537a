import * as tf from '@tensorflow/tfjs-core';
import type { Writer } from '../fusion/expression';
import type { Call } from '../recording';
import { type Code, vector } from './code';

/*
 * Kernels that compute each number of their output from the numbers at that place of their inputs, as instructions on four of
 * them. Only those that IEEE 754 leaves no choice, so that a replayed step has the bits of one that is taken as ever.
 */

const instruction =
  (opcode: number): Writer<Code> =>
  (parts) => [...parts.flat(), ...vector(opcode)];

const [add, subtract, multiply] = [0xe4, 0xe5, 0xe6].map(instruction) as [Writer<Code>, Writer<Code>, Writer<Code>];

const kernels: { readonly [kernel: string]: Writer<Code> } = {
  Abs: instruction(0xe0),
  Add: add,
  AddN: ([first = [], ...others]) => others.reduce((sum, part) => add([sum, part]), first),
  Multiply: multiply,
  Neg: instruction(0xe1),
  RealDiv: instruction(0xe7),
  Sqrt: instruction(0xe3),
  Square: ([x = []]) => multiply([x, x]),
  SquaredDifference: (parts) => multiply([subtract(parts), subtract(parts)]),
  Sub: subtract,
};

/** Undefined where numbers repeat along some axes only, and where there are fewer than four. */
export function elementwise({ kernel, inputs, outputs }: Call): Writer<Code> | undefined {
  const [output] = outputs;
  const views = [...inputs.map(([, view]) => view), ...outputs];
  if (!output || views.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const size = tf.util.sizeFromShape(output.shape);
  const fits = inputs.every(([, { shape }]) => [1, size].includes(tf.util.sizeFromShape(shape)));
  return size >= 4 && fits ? kernels[kernel] : undefined;
}
