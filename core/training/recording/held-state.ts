import * as tf from '@tensorflow/tfjs-core';

/** What all variables hold at a moment. Nothing is copied, for a variable that is assigned leaves its old numbers as they are. */
export class HeldState {
  private readonly held = new Map(
    Object.values(tf.engine().registeredVariables).map((variable) => [variable, tf.clone<tf.Tensor>(variable)]),
  );

  of(variable: tf.Variable): tf.Tensor | undefined {
    return this.held.get(variable);
  }

  putBack(): void {
    for (const [variable, then] of this.held) if (variable.dataId !== then.dataId) variable.assign(then);
  }

  dispose(): void {
    tf.dispose([...this.held.values()]);
  }
}
