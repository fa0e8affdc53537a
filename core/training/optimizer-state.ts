import * as tf from '@tensorflow/tfjs-core';
import type { NamedWeights } from './protocol';

/** Adam's powers of β: TensorFlow.js does not give them out, and computes them anew with another rounding. */
const powers = ['accBeta1', 'accBeta2'] as const;

/**
 * What an optimizer remembers, held on the device as it is now. Averages are named by the parameter that they belong to,
 * as in `encoder.dense1.weights/m`. The caller disposes the tensors.
 */
export async function holdOptimizer(
  optimizer: tf.Optimizer,
  parameters: readonly string[],
): Promise<{ name: string; tensor: tf.Tensor }[]> {
  const [count, ...averages] = await optimizer.getWeights();
  const named = averages.map(({ name, tensor }, index) => ({
    name: `${parameters[index % parameters.length]}/${name.slice(name.lastIndexOf('/') + 1)}`,
    // A variable changes with the next step; else it was made to be given away.
    tensor: tensor instanceof tf.Variable ? tf.clone<tf.Tensor>(tensor) : tensor,
  }));
  const kept = powers.flatMap((name) => {
    const power = variableOf(optimizer, name);
    return power ? [{ name, tensor: tf.clone<tf.Tensor>(power) }] : [];
  });
  return [...(count ? [{ name: 'steps', tensor: count.tensor }] : []), ...named, ...kept];
}

/** Gives an optimizer back what it remembered, in the order in which it was held. */
export async function restoreOptimizer(optimizer: tf.Optimizer, state: readonly NamedWeights[]): Promise<void> {
  const isPower = ({ name }: NamedWeights): boolean => powers.some((power) => power === name);
  const tensors = state
    .filter((each) => !isPower(each))
    .map(({ name, shape, values }) => ({ name, tensor: tf.tensor(values, [...shape]) }));
  await optimizer.setWeights(tensors);
  tf.dispose(tensors.map(({ tensor }) => tensor));
  for (const { name, shape, values } of state.filter(isPower)) {
    tf.tidy(() => variableOf(optimizer, name)?.assign(tf.tensor(values, [...shape])));
  }
}

/** Steps that are replayed pass by the count that an optimizer keeps of them. */
export function countSteps(optimizer: tf.Optimizer, steps: number): void {
  Reflect.set(optimizer, 'iterations_', steps);
}

function variableOf(optimizer: tf.Optimizer, name: string): tf.Variable | undefined {
  const value: unknown = Reflect.get(optimizer, name);
  return value instanceof tf.Variable ? value : undefined;
}
