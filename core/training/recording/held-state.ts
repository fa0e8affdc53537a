import * as tf from '@tensorflow/tfjs-core';

/**
 * What all variables hold at a moment. Copies, since not every kernel leaves its inputs alone: on the processor,
 * TensorScatterUpdate writes into what it is given.
 */
export class HeldState {
  private readonly held = new Map(
    Object.values(tf.engine().registeredVariables).map((variable) => [variable, copyOf(variable)]),
  );

  of(variable: tf.Variable): tf.Tensor | undefined {
    return this.held.get(variable);
  }

  putBack(): void {
    for (const [variable, then] of this.held) {
      const copy = copyOf(then);
      variable.assign(copy);
      copy.dispose();
    }
  }

  dispose(): void {
    tf.dispose([...this.held.values()]);
  }
}

/** Times one: zero keeps its sign. */
const copyOf = (x: tf.Tensor): tf.Tensor => tf.tidy(() => tf.mul(x, 1));
