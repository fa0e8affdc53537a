import { softmax } from './log-sum-exp';
import {
  addScaled,
  dot,
  type Matrix,
  multiply,
  row,
  rows,
  squaredNorm,
  subtract,
  transpose,
  type Vector,
  zeros,
} from './matrix';
import { standardization } from './standardization';
import { symmetricEigen } from './symmetric-eigen';

export interface LinearProbe {
  /** `[classes, size + 1]`: a row of weights, its bias last. */
  readonly weights: Matrix;
  /** The likeliest class of each of `[N, size]` samples. */
  predict(samples: Matrix): Int32Array;
}

export interface Labelled {
  /** `[N, size]`. */
  readonly values: Matrix;
  /** `[N]`, each in 0 … classes − 1. */
  readonly labels: Int32Array;
}

/** A column of ones behind the others. */
function withOnes(m: Matrix): Matrix {
  const result = zeros(m.rows, m.columns + 1);
  for (let i = 0; i < m.rows; i++) row(result, i).set([...row(m, i), 1]);
  return result;
}

/**
 * Multinomial logistic regression on standardised samples: least Σₙ −log softmax(W xₙ + b)_{yₙ} + ½‖W‖², the bias unpenalised
 * (scikit-learn's with C = 1), by Nesterov's accelerated gradient with restarts where it points uphill
 * (B. O'Donoghue, E. Candès, “Adaptive restart for accelerated gradient schemes”, 2015).
 */
export function linearProbe({ values, labels }: Labelled, classes: number, iterations = 600): LinearProbe {
  const standardize = standardization(values);
  const x = withOnes(standardize(values));
  const size = x.columns;
  // The softmax curves by at most ½ (D. Böhning, 1992).
  const lipschitz = 0.5 * (symmetricEigen(multiply(transpose(x), x)).values[0] as number) + 1;
  let weights = zeros(classes, size);
  let point = weights;
  let pace = 1;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slope = gradient(x, labels, point);
    const next = { ...point, data: point.data.slice() };
    addScaled(next.data, -1 / lipschitz, slope.data);
    const step = subtract(next.data, weights.data);
    const uphill = dot(slope.data, step) > 0;
    const nextPace = uphill ? 1 : (1 + Math.sqrt(1 + 4 * pace ** 2)) / 2;
    point = { ...next, data: next.data.slice() };
    if (!uphill) addScaled(point.data, (pace - 1) / nextPace, step);
    [weights, pace] = [next, nextPace];
    if (Math.sqrt(squaredNorm(slope.data)) < 1e-8 * values.rows) break;
  }
  const predict = (samples: Matrix): Int32Array => {
    const scores = multiply(withOnes(standardize(samples)), transpose(weights));
    return Int32Array.from(rows(scores), largestOf);
  };
  return { weights, predict };
}

/** (softmax − one-hot)ᵀ X + W, without the bias in the last. */
function gradient(x: Matrix, labels: Int32Array, weights: Matrix): Matrix {
  const errors = multiply(x, transpose(weights));
  rows(errors).forEach((scores, n) => {
    const label = labels[n] as number;
    scores.set(softmax(scores));
    scores[label] = (scores[label] as number) - 1;
  });
  const result = multiply(transpose(errors), x);
  rows(result).forEach((each, k) => {
    addScaled(each.subarray(0, -1), 1, row(weights, k).subarray(0, -1));
  });
  return result;
}

const largestOf = (scores: Vector): number =>
  scores.reduce((best, value, k) => (value > (scores[best] as number) ? k : best), 0);
