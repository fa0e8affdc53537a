import * as tf from '@tensorflow/tfjs-core';
import type { Model, ModelModule } from '../../../core/training/model';

export interface Comparison {
  /** By central differences in 32-bit floats, right up to third derivatives times h². */
  readonly numeric: number;
  /** The squared length of the gradient. */
  readonly analytic: number;
}

/**
 * The derivative of a number that a model gives, along its gradient in the parameters: by differences, and by that gradient.
 * Each evaluation is of a new model of one seed, so that all draw the same noise. `h` is how far the parameters move.
 */
export function compareAlongGradient(
  { createModel }: ModelModule,
  value: (model: Model) => tf.Scalar,
  h: number,
): Comparison {
  return tf.tidy(() => {
    const model = createModel({ seed: 5 });
    const names = Object.keys(model.variables);
    const variables = Object.values(model.variables);
    const { grads } = tf.variableGrads(() => value(model), variables);
    const gradients = variables.map(({ name }) => grads[name]);
    const numberOf = (each: tf.Tensor): number => each.dataSync()[0] ?? Number.NaN;
    const analytic = gradients.reduce((sum, g) => sum + (g ? numberOf(tf.sum(tf.square(g))) : 0), 0);
    const step = h / Math.sqrt(analytic);
    const moved = (by: number): number => {
      const other = createModel({ seed: 5 });
      for (const [index, name] of names.entries()) {
        const [variable, g] = [other.variables[name], gradients[index]];
        if (g) variable?.assign(tf.add(variable, tf.mul(by, g)));
      }
      const result = numberOf(value(other));
      other.dispose();
      return result;
    };
    const numeric = (moved(step) - moved(-step)) / (2 * step);
    model.dispose();
    return { numeric, analytic };
  });
}
