import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../core/analysis/check';
import { emitTfjs } from '../../../core/emit/tfjs/emit';
import { parse } from '../../../core/graph/parse';
import { lower } from '../../../core/lowering/lower';
import { startBackend } from '../../../core/training/backend';
import { importModule } from '../training/backends';
import { dense, flatten } from './graphs';
import { activations, stacks, withLayers } from './layer-graphs';

beforeAll(async () => {
  await startBackend(['cpu']);
});

const cases: readonly (readonly [string, string])[] = [
  ...activations.map((kind) => [`the activation ${kind}`, withLayers([flatten, dense(5, kind)])] as const),
  ...Object.entries(stacks).map(([name, stack]) => [`the layer ${name}`, withLayers(stack)] as const),
  ...['bernoulli', 'huber', 'cosine', 'absolute-error'].map(
    (type) => [`the distance ${type}`, withLayers([flatten, dense(5, 'tanh')], type)] as const,
  ),
];

/**
 * The derivative of the mean of ‖∂F/∂x‖² with respect to the parameters, along itself, against central differences of the
 * norm, which needs one gradient alone.
 */
async function compareAlongGradient(
  text: string,
  secondOrder: boolean,
): Promise<{ readonly numeric: number; readonly analytic: number }> {
  const program = lower(check(parse(text)));
  const { source } = emitTfjs({ ...program, secondOrder }, { fileName: 'graph.ebm.json' });
  const model = (await importModule(source)).createModel({ seed: 5 });
  const variables = Object.values(model.variables);
  const x = tf.randomUniform([3, 8, 8, 1], 0, 1, 'float32', 9);
  const energy = (observed: tf.Tensor): tf.Tensor => tf.sum(model.energy(observed));
  const slope = (): tf.Scalar => tf.sum(tf.square(tf.grad(energy)(x)));
  const { grads } = tf.variableGrads(slope, variables);
  const gradients = variables.map(({ name }) => grads[name]);
  const squared = gradients.reduce(
    (sum, g) => sum + (g ? tf.tidy(() => tf.sum(tf.square(g)).dataSync()[0] ?? 0) : 0),
    0,
  );
  const h = 3e-3 / Math.sqrt(squared);
  const shifted = (sign: number): number =>
    tf.tidy(() => {
      const move = (amount: number): void => {
        for (const [index, variable] of variables.entries()) {
          const g = gradients[index];
          if (g) variable.assign(tf.add(variable, tf.mul(amount, g)) as tf.Tensor);
        }
      };
      move(sign * h);
      const value = slope().dataSync()[0] ?? Number.NaN;
      move(-sign * h);
      return value;
    });
  return { numeric: (shifted(1) - shifted(-1)) / (2 * h), analytic: squared };
}

/** How far the two are apart, as a share; all of it where the gradient cannot be had. */
const errorOf = (text: string, secondOrder: boolean): Promise<number> =>
  compareAlongGradient(text, secondOrder).then(
    ({ numeric, analytic }) => Math.abs(numeric / analytic - 1),
    () => 1,
  );

describe('the gradient of a gradient agrees with finite differences', () => {
  test.each(cases)('for %s', async (_, text) => {
    const { numeric, analytic } = await compareAlongGradient(text, true);
    expect(analytic).toBeGreaterThan(0);
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(0.02);
  });

  test.each(['tanh', 'sigmoid', 'silu', 'elu', 'leakyRelu'])(
    'and does not for %s as TensorFlow.js has it',
    async (kind) => {
      const text = withLayers([flatten, dense(5, kind)]).replace('"activation":"tanh"', '"activation":"linear"');
      expect(await errorOf(text, false)).toBeGreaterThan(0.02);
    },
  );
});
