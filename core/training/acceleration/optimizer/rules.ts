/*
 * How a gradient moves a value: the rules of the optimizers of TensorFlow.js, number by number.
 */

export type RuleName = 'sgd' | 'momentum' | 'rmsprop' | 'adam';

/** The numbers of a rule; which of them it reads is its own. */
export interface RuleNumbers {
  readonly learningRate: number;
  /** Of Adam: β₁ and β₂. */
  readonly beta1?: number;
  readonly beta2?: number;
  /** Of RMSProp's mean square. */
  readonly decay?: number;
  /** What the last step leaves to the next. */
  readonly momentum?: number;
  readonly epsilon?: number;
}

/** What one call updates: a value, its gradient, what is remembered of it, and where the new ones go; all of one length. */
export interface Update {
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly state: readonly Float32Array[];
  readonly next: Float32Array;
  readonly nextState: readonly Float32Array[];
}

interface Rule {
  /** What is remembered of a variable, as TensorFlow.js names it. */
  readonly state: readonly string[];
  /** Whether powers of β₁ and β₂ are kept, one number each. */
  readonly powers: boolean;
  update(given: Update, numbers: RuleNumbers, powers: readonly number[]): void;
  /** The same as GLSL and WGSL both write it: the new `state0` and `state1`, then the new `value`; what is `fresh` is 1 − decay. */
  readonly shader: { readonly state: readonly string[]; readonly value: string };
}

const none = new Float32Array();

export const rules: { readonly [R in RuleName]: Rule } = {
  sgd: {
    state: [],
    powers: false,
    update({ value, gradient, next }, { learningRate }) {
      for (let index = 0; index < next.length; index++)
        next[index] = (value[index] ?? 0) - learningRate * (gradient[index] ?? 0);
    },
    shader: { state: [], value: 'value - learningRate * gradient' },
  },

  /** Polyak 1964, as heavy ball: m ← μ m + g, w ← w − η m. */
  momentum: {
    state: ['momentum'],
    powers: false,
    update({ value, gradient, state, next, nextState }, { learningRate, momentum = 0 }) {
      const [sum = none] = state;
      const [nextSum = none] = nextState;
      for (let index = 0; index < next.length; index++) {
        const added = momentum * (sum[index] ?? 0) + (gradient[index] ?? 0);
        nextSum[index] = added;
        next[index] = (value[index] ?? 0) - learningRate * added;
      }
    },
    shader: { state: ['momentum * state0 + gradient'], value: 'value - learningRate * state0' },
  },

  /** Tieleman & Hinton 2012, with ε under the root, where PyTorch has it beside: v ← ρ v + (1 − ρ) g², w ← w − η g / √(v + ε). */
  rmsprop: {
    state: ['rms', 'momentum'],
    powers: false,
    update({ value, gradient, state, next, nextState }, { learningRate, decay = 0, momentum = 0, epsilon = 0 }) {
      const [square = none, sum = none] = state;
      const [nextSquare = none, nextSum = none] = nextState;
      for (let index = 0; index < next.length; index++) {
        const slope = gradient[index] ?? 0;
        const mean = decay * (square[index] ?? 0) + (1 - decay) * slope * slope;
        const step = momentum * (sum[index] ?? 0) + (learningRate * slope) / Math.sqrt(mean + epsilon);
        nextSquare[index] = mean;
        nextSum[index] = step;
        next[index] = (value[index] ?? 0) - step;
      }
    },
    shader: {
      state: [
        'decay * state0 + fresh * gradient * gradient',
        'momentum * state1 + learningRate * gradient / sqrt(state0 + epsilon)',
      ],
      value: 'value - state1',
    },
  },

  /** Kingma & Ba 2015, algorithm 1. */
  adam: {
    state: ['m', 'v'],
    powers: true,
    update({ value, gradient, state, next, nextState }, { learningRate, beta1 = 0, beta2 = 0, epsilon = 0 }, powers) {
      const [first = none, second = none] = state;
      const [nextFirst = none, nextSecond = none] = nextState;
      const [power1 = 0, power2 = 0] = powers;
      for (let index = 0; index < next.length; index++) {
        const slope = gradient[index] ?? 0;
        const mean = beta1 * (first[index] ?? 0) + (1 - beta1) * slope;
        const square = beta2 * (second[index] ?? 0) + (1 - beta2) * slope * slope;
        nextFirst[index] = mean;
        nextSecond[index] = square;
        const step = mean / (1 - power1) / (Math.sqrt(square / (1 - power2)) + epsilon);
        next[index] = (value[index] ?? 0) - learningRate * step;
      }
    },
    shader: {
      state: ['beta1 * state0 + fresh1 * gradient', 'beta2 * state1 + fresh2 * gradient * gradient'],
      value: 'value - learningRate * state0 / (1.0 - power0) / (sqrt(state1 / (1.0 - power1)) + epsilon)',
    },
  },
};

/** The numbers that a shader may read. What is 1 less than they is taken in double precision. */
export const shaderNumbers = ({
  learningRate,
  beta1 = 0,
  beta2 = 0,
  decay = 0,
  momentum = 0,
  epsilon = 0,
}: RuleNumbers) => ({
  learningRate,
  beta1,
  fresh1: 1 - beta1,
  beta2,
  fresh2: 1 - beta2,
  decay,
  fresh: 1 - decay,
  momentum,
  epsilon,
});
