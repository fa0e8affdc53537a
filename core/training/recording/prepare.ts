import * as tf from '@tensorflow/tfjs-core';
import { HeldState } from './held-state';
import { record, release } from './record';
import type { Obstacle } from './recording';
import { reduce } from './reduction';
import { compare } from './repetition';
import { Replay, readsAtOnce } from './replay';

/** What a step computes with that follows from its number, counted from 0. */
export interface StepNumbers {
  /** The seed that its draws come from. */
  readonly seed: number;
  /** How much of the run is done at a step, where it computes with that. */
  readonly progress: ((step: number) => number) | undefined;
  /** The learning rate of a step, where it is not the same at each. */
  readonly rate: ((step: number) => number) | undefined;
}

/** A step that can be taken at any place of a run. */
export interface Step extends StepNumbers {
  /** What the step of that number is given; the caller disposes it. */
  given(number: number): tf.Tensor[];
  /** Takes the step of that number as ever. */
  take(given: readonly tf.Tensor[], number: number): Results;
}

export interface Results {
  readonly [name: string]: tf.Tensor;
}

/** How far a replayed step may lie from the same step taken as ever, as a part of the change that it makes. */
const tolerance = 1e-3;

export const notTheSame = 'its recording does not compute the same';

const areSmall = (distances: Float32Array): boolean => distances.every((distance) => distance <= tolerance);

/** Where numbers are given out only later, a verdict is due: whether it computes the same. */
export interface Prepared {
  readonly replay: Replay;
  readonly verdict?: Promise<boolean>;
}

/**
 * Takes a step and another to see what they compute, then the first of them again from its recording, and compares.
 * In the end all variables are as they were.
 */
export function prepare(step: Step, number: number): Prepared | Obstacle {
  const before = new HeldState();
  try {
    return compared(step, number, before);
  } finally {
    before.putBack();
    before.dispose();
  }
}

function compared(step: Step, number: number, before: HeldState): Prepared | Obstacle {
  const first = at(step, number, (given) => record(given, () => step.take(given, number)));
  if ('obstacle' in first) return first;
  const { recording, results } = first;
  const after = new HeldState();
  const other = anotherThan(number, step.rate);
  const second = at(step, other, (given) => record(given, () => step.take(given, other)));
  before.putBack();
  try {
    if ('obstacle' in second) return second;
    tf.dispose(Object.values(second.results));
    release(second.recording);
    const repetition = compare(recording, second.recording, step, [number, other]);
    if ('obstacle' in repetition) {
      release(recording);
      return repetition;
    }
    const replay = new Replay(reduce(repetition), step);
    const again = at(step, number, (given) => replay.take(given, number));
    const distances = distancesOf(results, again, [...recording.assigned.keys()], before, after);
    tf.dispose(Object.values(again));
    if (!readsAtOnce()) {
      const read = distances.data<'float32'>().finally(() => distances.dispose());
      return { replay, verdict: read.then(areSmall) };
    }
    const same = areSmall(distances.dataSync<'float32'>());
    distances.dispose();
    if (same) return { replay };
    replay.dispose();
    return { obstacle: notTheSame };
  } finally {
    after.dispose();
    tf.dispose(Object.values(results));
  }
}

/** The step behind it; or, where the learning rate changes, however slowly or seldom, one whose rate is far from its. */
function anotherThan(number: number, rate: StepNumbers['rate']): number {
  const later = Array.from({ length: 24 }, (_, power) => number + 2 ** power);
  const apart = (step: number): number => (rate ? Math.abs(rate(step) - rate(number)) : 0);
  return later.reduce((best, step) => (apart(step) > apart(best) ? step : best));
}

function at<T>(step: Step, number: number, use: (given: tf.Tensor[]) => T): T {
  const given = step.given(number);
  const out = use(given);
  tf.dispose(given);
  return out;
}

/**
 * The distances between two ways of taking a step: of each result, as a part of it; of each variable, as a part of the way that the
 * step has moved it. No number where one of them is none.
 */
function distancesOf(
  results: Results,
  again: Results,
  variables: readonly tf.Variable[],
  before: HeldState,
  after: HeldState,
): tf.Tensor {
  const square = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(tf.cast(x, 'float32')));
  return tf.tidy(() => {
    const parts = [
      ...Object.entries(results).map(([name, result]) => part(tf.sub(again[name] ?? Number.NaN, result), result)),
      ...variables.map((variable) => {
        const [from, to] = [before.of(variable) ?? variable, after.of(variable) ?? variable];
        return part(tf.sub(variable, to), tf.add(tf.abs(tf.sub(to, from)), tf.mul(1e-6, tf.abs(to))));
      }),
    ];
    return tf.sqrt(tf.stack(parts));
  });
  function part(difference: tf.Tensor, whole: tf.Tensor): tf.Tensor {
    return tf.div(square(difference), tf.add(square(whole), 1e-30));
  }
}
