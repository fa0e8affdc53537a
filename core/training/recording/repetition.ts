import type { View } from '../expression';
import { type Draw, drawOfSeed } from './draws';
import type { StepNumbers } from './prepare';
import type { Call, Obstacle, Recording, Source } from './recording';

/** Two steps that differ in what follows from their numbers alone: the first of them, and where it does. */
export interface Repetition {
  readonly recording: Recording;
  /** Which draw each of its random kernels makes. */
  readonly draws: ReadonlyMap<Call, Draw>;
  /** Constants that are how much of the run is done. */
  readonly progress: readonly number[];
}

/**
 * Compares the recordings of two steps, given their numbers. What differs has to be explained by the number of the step;
 * there are three such things: the seed of a draw, a learning rate that follows a schedule, and how much of the run is done.
 */
export function compare(
  first: Recording,
  second: Recording,
  { seed, rate, progress }: StepNumbers,
  [one, two]: readonly [number, number],
): Repetition | Obstacle {
  const draws = new Map<Call, Draw>();
  if (first.calls.length !== second.calls.length) return { obstacle: 'it does not compute the same at each step' };
  for (const [index, call] of first.calls.entries()) {
    const other = second.calls[index];
    if (!other || !sameWiring(call, other)) return { obstacle: 'it does not compute the same at each step' };
    if (same(unrated(call, rate?.(one)), unrated(other, rate?.(two)))) continue;
    const draw = drawOf(call, seed, one);
    const next = drawOf(other, seed, two);
    if (!draw || !next || !same(draw, next) || !same({ ...call.attributes, seed: 0 }, { ...other.attributes, seed: 0 }))
      return { obstacle: `${call.kernel} has another setting at each step` };
    draws.set(call, draw);
  }
  const done: number[] = [];
  const isProgress = (source: Source | undefined, number: number): boolean =>
    source?.from === 'constant' && source.numbers.length === 1 && source.numbers[0] === progressOf(progress, number);
  for (const [value, source] of first.sources) {
    const other = second.sources.get(value);
    if (isProgress(source, one) && isProgress(other, two)) done.push(value);
    else if (!other || !sameSource(source, other)) return { obstacle: 'it computes with other numbers at each step' };
  }
  const names = Object.keys(first.results);
  const ends =
    names.every((name) => sameView(first.results[name], second.results[name])) &&
    first.assigned.size === second.assigned.size &&
    [...first.assigned].every(([variable, view]) => sameView(view, second.assigned.get(variable)));
  return ends ? { recording: first, draws, progress: done } : { obstacle: 'it leaves other results at each step' };
}

const progressOf = (progress: StepNumbers['progress'], step: number): number | undefined =>
  progress && Math.fround(progress(step));

/** The settings of a call, of which a learning rate that is the step's is not looked at. */
const unrated = ({ attributes }: Call, rate: number | undefined): Call['attributes'] =>
  rate !== undefined && attributes.learningRate === rate ? { ...attributes, learningRate: 0 } : attributes;

function drawOf({ attributes }: Call, seed: number, step: number): Draw | undefined {
  const found = attributes.seed;
  return typeof found === 'number' ? drawOfSeed(found, seed, step) : undefined;
}

const sameWiring = (one: Call, other: Call): boolean =>
  one.kernel === other.kernel &&
  one.inputs.length === other.inputs.length &&
  one.inputs.every(([name, view], index) => {
    const [otherName, otherView] = other.inputs[index] ?? [];
    return name === otherName && sameView(view, otherView);
  }) &&
  one.outputs.length === other.outputs.length &&
  one.outputs.every((view, index) => sameView(view, other.outputs[index]));

const sameView = (one: View | undefined, other: View | undefined): boolean =>
  one?.value === other?.value && one?.dtype === other?.dtype && one?.shape.join() === other?.shape.join();

function sameSource(one: Source, other: Source): boolean {
  if (one.from === 'given') return other.from === 'given' && one.place === other.place;
  if (one.from === 'variable') return other.from === 'variable' && one.variable === other.variable;
  if (one.from === 'outside') return other.from === 'outside' && one.dataId === other.dataId;
  if (other.from !== 'constant' || one.dtype !== other.dtype || one.numbers.length !== other.numbers.length)
    return false;
  return one.numbers.every((number, index) => Object.is(number, other.numbers[index]));
}

/** Plain values: numbers, words, lists and objects of them. */
function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const [left, right] = [Object.entries(one), Object.entries(other)];
  return left.length === right.length && left.every(([name, value]) => same(value, Reflect.get(other, name)));
}
