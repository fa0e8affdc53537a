import * as tf from '@tensorflow/tfjs-core';
import { type RuleName, type RuleNumbers, rules } from './rules';
import { updateKernel } from './update-kernel';

type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/**
 * An optimizer of TensorFlow.js with all parameters updated by one kernel. What it remembers of all of them lies end to end in
 * one tensor a memory; `getWeights` and `setWeights` speak of it variable by variable, as TensorFlow.js does.
 */
export class FusedOptimizer extends tf.Optimizer {
  static readonly className = 'FusedOptimizer';
  learningRate: number;
  private readonly rule: RuleName;
  private readonly numbers: Omit<RuleNumbers, 'learningRate'>;
  private state: readonly tf.Variable[] = [];
  private shapes: readonly number[][] = [];
  /** β₁ and β₂ to the power of the next step, held as what the kernel is given, not counted here. */
  accBeta1: tf.Variable | undefined;
  accBeta2: tf.Variable | undefined;

  constructor(rule: RuleName, { learningRate, ...numbers }: RuleNumbers) {
    super();
    this.learningRate = learningRate;
    this.rule = rule;
    this.numbers = numbers;
    const { beta1, beta2 } = numbers;
    if (rules[rule].powers) {
      this.accBeta1 = tf.tidy(() => tf.scalar(beta1 ?? 0).variable(false));
      this.accBeta2 = tf.tidy(() => tf.scalar(beta2 ?? 0).variable(false));
    }
  }

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  override applyGradients(variableGradients: tf.NamedTensorMap | NamedTensor[]): void {
    const gradients = Array.isArray(variableGradients)
      ? variableGradients
      : Object.entries(variableGradients).map(([name, tensor]) => ({ name, tensor }));
    const variables = gradients.map(({ name }) => {
      const variable = tf.engine().state.registeredVariables[name];
      if (!variable) throw new Error(`There is no variable “${name}” to update.`);
      return variable;
    });
    tf.tidy(() => {
      if (!this.shapes.length) this.begin(variables.map(({ shape }) => shape));
      // What the loss does not depend on has none.
      const given = gradients.map(({ tensor }, index) => tensor ?? tf.zerosLike(variables[index] as tf.Tensor));
      const powers = this.powers();
      const attributes = { rule: this.rule, learningRate: this.learningRate, ...this.numbers };
      const inputs: object = [...variables, ...given, ...this.state, ...powers];
      const updated = tf.engine().runKernel(updateKernel, inputs as tf.NamedTensorMap, attributes) as tf.Tensor[];
      for (const [index, variable] of [...variables, ...this.state].entries())
        variable.assign(updated[index] as tf.Tensor);
      const { beta1 = 0, beta2 = 0 } = this.numbers;
      this.accBeta1?.assign(tf.mul(this.accBeta1, beta1));
      this.accBeta2?.assign(tf.mul(this.accBeta2, beta2));
    });
    this.incrementIterations();
  }

  private powers(): tf.Variable[] {
    return this.accBeta1 && this.accBeta2 ? [this.accBeta1, this.accBeta2] : [];
  }

  private begin(shapes: readonly number[][]): void {
    this.shapes = shapes;
    const size = shapes.reduce((sum, shape) => sum + tf.util.sizeFromShape(shape), 0);
    this.state = rules[this.rule].state.map(() => tf.zeros([size]).variable(false));
  }

  /** The count of steps, then each memory of each variable; the caller disposes them. */
  override async getWeights(): Promise<NamedTensor[]> {
    const count = await this.saveIterations();
    const sizes = this.shapes.map((shape) => tf.util.sizeFromShape(shape));
    const memories = tf.tidy(() =>
      this.state.flatMap((memory, index) =>
        tf.split(memory, sizes).map((part, variable) => ({
          name: `${variable}/${rules[this.rule].state[index]}`,
          tensor: tf.reshape(part, this.shapes[variable] ?? []),
        })),
      ),
    );
    return [count, ...memories];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const given = (await this.extractIterations(weights)).map(({ tensor }) => tensor);
    const { length } = rules[this.rule].state;
    if (!length || !given.length) return;
    tf.dispose([...this.state]);
    const count = given.length / length;
    this.shapes = given.slice(0, count).map(({ shape }) => shape);
    this.state = tf.tidy(() =>
      Array.from({ length }, (_, index) => {
        const parts = given.slice(index * count, (index + 1) * count).map((part) => tf.reshape(part, [-1]));
        return tf.concat(parts).variable(false);
      }),
    );
  }

  override dispose(): void {
    tf.dispose([...this.state, ...this.powers()]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { rule: this.rule, learningRate: this.learningRate, ...this.numbers };
  }
}
