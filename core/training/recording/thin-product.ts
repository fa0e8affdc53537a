import * as tf from '@tensorflow/tfjs-core';
import type { View } from '../expression';
import type { Call } from './recording';

/** A term of a product of matrices: a column of one, and the row of the other that belongs to it. */
export type Term = readonly [column: View, row: View];

/**
 * The terms that a product of matrices adds up, where there are so few that they can be added up wherever their sum is read.
 * Undefined where there are more, or where a row of several would not lie as one.
 */
export function termsOf({ kernel, inputs, attributes, outputs }: Call, atMost: 1 | 2): readonly Term[] | undefined {
  const [[, a] = [], [, b] = []] = inputs;
  const [rows = 1, columns = 1, ...others] = outputs[0]?.shape ?? [];
  if (kernel !== 'BatchMatMul' || !a || !b || others.length) return undefined;
  const depth = tf.util.sizeFromShape(a.shape) / rows;
  const [column, row]: Term = [
    { ...a, shape: [rows, 1] },
    { ...b, shape: [1, columns] },
  ];
  if (depth === 1) return [[column, row]];
  const isTransposed = attributes.transposeA || attributes.transposeB;
  if (depth !== 2 || atMost < 2 || isTransposed || rows === 1 || columns === 1) return undefined;
  return [0, 1].map((index) => [
    { ...column, part: { of: [rows, depth], axis: 1, index } },
    { ...row, part: { of: [depth, columns], axis: 0, index } },
  ]);
}
