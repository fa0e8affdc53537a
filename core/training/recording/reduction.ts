import type { View } from '../expression';
import type { Draw } from './draws';
import type { Call, Recording, Source } from './recording';
import type { Repetition } from './repetition';

/** What a recorded step comes to: what is computed once, and what is left to compute at each step. */
export interface Program {
  readonly once: readonly Call[];
  readonly each: readonly Call[];
  readonly draws: ReadonlyMap<Call, Draw>;
  readonly progress: readonly number[];
  readonly recording: Recording;
}

/** Drops what nothing uses, joins what is computed twice, and sets apart what is the same at every step. */
export function reduce({ recording, draws, progress }: Repetition): Program {
  const written = new Map<number, Constant>();
  for (const [value, source] of recording.sources)
    if (source.from === 'constant' && !progress.includes(value)) written.set(value, source);
  const constants = new Set(written.keys());
  const joined = joinEqual(written);
  const known = new Map<string, Call>();
  const calls: Call[] = [];
  const drawn = new Map<Call, Draw>();
  for (const recorded of recording.calls) {
    const call = withConstantFill({
      ...recorded,
      inputs: recorded.inputs.map(([name, view]) => [name, follow(view, joined)] as const),
    });
    const [output] = call.outputs;
    const [[, input] = []] = call.inputs;
    if (output && input && isView(call, input, output)) {
      joined.set(output.value, input.value);
      continue;
    }
    const draw = draws.get(recorded);
    const key = draw ? undefined : keyOf(call);
    const twin = key === undefined ? undefined : known.get(key);
    if (twin) {
      for (const [index, { value }] of call.outputs.entries()) joined.set(value, twin.outputs[index]?.value ?? value);
      continue;
    }
    if (key !== undefined) known.set(key, call);
    if (draw) drawn.set(call, draw);
    else if (call.inputs.every(([, { value }]) => constants.has(value)))
      for (const { value } of call.outputs) constants.add(value);
    calls.push(call);
  }
  const results = Object.entries(recording.results).map(([name, view]) => [name, follow(view, joined)] as const);
  const assigned = [...recording.assigned].map(([variable, view]) => [variable, follow(view, joined)] as const);
  const ends = [...results, ...assigned].map(([, { value }]) => value);
  const alive = needed(calls, ends);
  const isOnce = ({ outputs }: Call): boolean => outputs.every(({ value }) => constants.has(value));
  return {
    once: alive.filter(isOnce),
    each: alive.filter((call) => !isOnce(call)),
    draws: drawn,
    progress,
    recording: { ...recording, calls: alive, results: Object.fromEntries(results), assigned: new Map(assigned) },
  };
}

type Constant = Extract<Source, { from: 'constant' }>;

/** Numbers that are written again, as the ones are from which each gradient begins, are the first that were written so. */
function joinEqual(constants: ReadonlyMap<number, Constant>): Map<number, number> {
  const joined = new Map<number, number>();
  const known = new Map<string, number>();
  for (const [value, { numbers, dtype }] of constants) {
    const key = [dtype, ...numbers].map((each) => (Object.is(each, -0) ? '-0' : String(each))).join();
    const twin = known.get(key);
    if (twin === undefined) known.set(key, value);
    else joined.set(value, twin);
  }
  return joined;
}

const follow = (view: View, joined: ReadonlyMap<number, number>): View => {
  const value = joined.get(view.value);
  return value === undefined ? view : { ...view, value };
};

/** The same numbers under another shape: where that is a kernel, it lays them out anew, which whoever reads them does as well. */
const isView = ({ kernel }: Call, input: View, output: View): boolean =>
  kernel === 'Reshape' || ((kernel === 'Identity' || kernel === 'Cast') && input.dtype === output.dtype);

const fills: { readonly [kernel: string]: number } = { ZerosLike: 0, OnesLike: 1 };

/** Zeros or ones in the shape of a tensor need its shape alone. */
function withConstantFill(call: Call): Call {
  const value = fills[call.kernel];
  const [output] = call.outputs;
  if (value === undefined || !output) return call;
  const { shape, dtype } = output;
  return { ...call, kernel: 'Fill', inputs: [], attributes: { shape, value, dtype } };
}

/** Two calls with the same key compute the same. */
function keyOf({ kernel, inputs, attributes, outputs }: Call): string {
  const seen = inputs.map(([name, { value, shape, dtype }]) => [name, value, shape, dtype]);
  return JSON.stringify([kernel, seen, attributes, outputs.map(({ shape, dtype }) => [shape, dtype])], (_, value) =>
    // JSON knows neither of these, and would write all three alike.
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The calls, in their order, that lead to some values. */
function needed(calls: readonly Call[], ends: readonly number[]): Call[] {
  const wanted = new Set(ends);
  const kept: Call[] = [];
  for (const call of calls.toReversed()) {
    if (!call.outputs.some(({ value }) => wanted.has(value))) continue;
    for (const [, { value }] of call.inputs) wanted.add(value);
    kept.push(call);
  }
  return kept.reverse();
}
