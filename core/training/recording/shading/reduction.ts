import * as tf from '@tensorflow/tfjs-core';
import type { Reduction } from '../../expression';
import type { Call } from '../recording';
import { hasFewAxes } from './axes';

/** What a call adds up, if each of its sums is of at most so many numbers. */
export function reductionOf(call: Call, longest: number): Reduction | undefined {
  const { kernel, inputs, attributes } = call;
  const [[, input] = []] = inputs;
  if ((kernel !== 'Sum' && kernel !== 'Mean') || !input || !hasFewAxes(call)) return undefined;
  const axes = tf.util.parseAxisParam(attributes.axis as number | number[], input.shape);
  const count = axes.reduce((all, axis) => all * (input.shape[axis] ?? 1), 1);
  return count <= longest ? { shape: input.shape, axes, mean: kernel === 'Mean' } : undefined;
}
