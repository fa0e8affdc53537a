import * as tf from '@tensorflow/tfjs-core';
import { isAccelerated } from '../acceleration/acceleration';
import { recycle } from '../acceleration/host-memory';
import { dropSpareArrays } from '../acceleration/javascript/spare-arrays';
import { simdOf } from '../acceleration/simd/simd';
import type { View } from '../expression';
import { type Draw, seedOfDraw } from './draws';
import { fuse } from './fusion';
import { Place } from './place';
import type { StepNumbers } from './prepare';
import { release } from './record';
import type { Call, DataId } from './recording';
import type { Program } from './reduction';
import { wasmDialect } from './wasm/dialect';
import { webglDialect } from './webgl/dialect';
import { webgpuDialect } from './webgpu/dialect';

/** A kernel bound to its tensors. */
interface Bound {
  readonly run: tf.KernelFunc;
  readonly call: Parameters<tf.KernelFunc>[0];
  readonly draw: Draw | undefined;
  readonly outputs: readonly Place[];
  /** What is used here for the last time, and of that what only kernels of ours have seen, whose array may be used again. */
  readonly spent: readonly Place[];
  readonly recycled: readonly Place[];
}

/** WebGPU gives numbers to those alone who wait for them. */
export const readsAtOnce = (): boolean => tf.getBackend() !== 'webgpu';

/**
 * Takes recorded steps: the kernels alone, one behind the other, without the bookkeeping of TensorFlow.js. Each value is freed
 * behind its last use, so that the memory of a step is that of its widest place.
 */
export class Replay {
  private readonly program: Program;
  private readonly step: StepNumbers;
  private readonly backend = tf.backend();
  private readonly places = new Map<number, Place>();
  private readonly bound: readonly Bound[];
  private readonly given: readonly (readonly [place: Place, index: number])[];
  private readonly variables: readonly (readonly [place: Place, variable: tf.Variable])[];
  private readonly results: readonly (readonly [name: string, seen: tf.TensorInfo])[];
  private readonly assigned: readonly (readonly [variable: tf.Variable, seen: tf.TensorInfo])[];
  /** What was computed once, and stays. */
  private readonly held: readonly DataId[];
  /** Values that outlive the step, in variables or results. */
  private readonly ends: ReadonlySet<number>;
  private readonly leaving: readonly Place[];

  constructor(program: Program, step: StepNumbers) {
    this.program = program;
    this.step = step;
    const { sources, results, assigned } = program.recording;
    const entered = [...sources].map(([value, source]) => [this.place(value), source] as const);
    this.given = entered.flatMap(([place, source]) => (source.from === 'given' ? [[place, source.place]] : []));
    this.variables = entered.flatMap(([place, source]) =>
      source.from === 'variable' ? [[place, source.variable]] : [],
    );
    for (const [place, source] of entered) {
      if (source.from === 'constant' || source.from === 'outside') place.put(source.dataId);
    }
    const once = program.once.map((call) => this.bind(call, { spent: [], recycled: [] }));
    for (const bound of once) this.run(bound);
    this.held = once.flatMap(({ outputs }) => outputs.map(({ dataId }) => dataId));
    this.results = Object.entries(results).map(([name, view]) => [name, this.seen(view)]);
    this.assigned = [...assigned].map(([variable, view]) => [variable, this.seen(view)]);
    this.ends = new Set([...Object.values(results), ...assigned.values()].map(({ value }) => value));
    const { each, draws } = this.fused();
    const made = new Set(each.flatMap(({ outputs }) => outputs.map(({ value }) => value)));
    this.leaving = [...this.ends].filter((value) => made.has(value)).map((value) => this.place(value));
    this.bound = this.bindEach(each, draws, made);
  }

  /** How many kernels a step runs. */
  get kernels(): number {
    return this.bound.length;
  }

  /** Takes a step. Variables are assigned; the results belong to the caller. */
  take(given: readonly tf.Tensor[], step: number): { [name: string]: tf.Tensor } {
    for (const [place, index] of this.given) place.put(given[index]?.dataId ?? {});
    for (const [place, { dataId }] of this.variables) place.put(dataId);
    const written = this.writeProgress(step);
    const rate = this.step.rate?.(step);
    for (const bound of this.bound) {
      const { call, draw, spent, recycled } = bound;
      if (draw && call.attrs) call.attrs.seed = seedOfDraw(this.step.seed, draw, step);
      if (rate !== undefined && call.attrs?.learningRate !== undefined) call.attrs.learningRate = rate;
      this.run(bound);
      for (const { dataId } of spent) this.backend.disposeData(dataId);
      for (const { dataId } of recycled) recycle(this.backend, dataId);
    }
    for (const dataId of written) this.backend.disposeData(dataId);
    const results = Object.fromEntries(this.results.map(([name, seen]) => [name, this.tensor(seen)]));
    const ends = this.assigned.map(([variable, seen]) => [variable, this.tensor(seen)] as const);
    for (const [variable, end] of ends) {
      variable.assign(end);
      end.dispose();
    }
    for (const { dataId } of this.leaving) this.backend.disposeData(dataId);
    return results;
  }

  /** With expressions as one kernel each, where that is faster. */
  private fused(): Program {
    const numberOf = (value: number): number | undefined => this.numberOf(value);
    const shading = { webgl: webglDialect, webgpu: webgpuDialect }[tf.getBackend()];
    if (shading) return fuse(this.program, numberOf, shading);
    const simd = simdOf(this.backend);
    return simd ? fuse(this.program, numberOf, wasmDialect(simd)) : this.program;
  }

  /** How much of the run is done, where the step reads it. */
  private writeProgress(step: number): DataId[] {
    const { progress } = this.step;
    if (!progress) return [];
    const done = Float32Array.of(progress(step));
    return this.program.progress.map((value) => {
      const dataId = this.backend.write(done, [], 'float32');
      this.place(value).put(dataId);
      return dataId;
    });
  }

  /** A tensor that shares the numbers. */
  private tensor(seen: tf.TensorInfo): tf.Tensor {
    this.backend.incRef(seen.dataId);
    return tf.engine().makeTensorFromTensorInfo(seen);
  }

  dispose(): void {
    for (const dataId of this.held) this.backend.disposeData(dataId);
    dropSpareArrays();
    release(this.program.recording);
  }

  /** The number of which a value consists that is the same at every step; undefined where there are several. */
  private numberOf(value: number): number | undefined {
    const { once, recording, progress } = this.program;
    if (progress.includes(value)) return undefined;
    const source = recording.sources.get(value);
    if (source?.from === 'constant') {
      const [first] = source.numbers;
      return typeof first === 'number' && source.numbers.every((number) => number === first) ? first : undefined;
    }
    const call = once.find(({ outputs }) => outputs[0]?.value === value);
    const [output] = call?.outputs ?? [];
    if (!call || !output) return undefined;
    if (call.kernel === 'Fill') return typeof call.attributes.value === 'number' ? call.attributes.value : undefined;
    if (tf.util.sizeFromShape(output.shape) > 1 || !readsAtOnce()) return undefined;
    const [number] = this.backend.readSync(this.place(value).dataId);
    return typeof number === 'number' ? number : undefined;
  }

  private place(value: number): Place {
    const found = this.places.get(value) ?? new Place();
    this.places.set(value, found);
    return found;
  }

  private seen(view: View): tf.TensorInfo {
    return this.place(view.value).seenAs(view);
  }

  private bind(
    { kernel, inputs, isList, attributes, outputs, run }: Call,
    ending: Pick<Bound, 'spent' | 'recycled'>,
    draw?: Draw,
  ): Bound {
    const seen = inputs.map(([name, view]) => [name, this.seen(view)] as const);
    return {
      run: run ?? tf.getKernel(kernel, tf.getBackend()).kernelFunc,
      call: {
        // What takes any number of tensors is called with a list in the place of names.
        inputs: isList ? (seen.map(([, info]) => info) as unknown as tf.NamedTensorInfoMap) : Object.fromEntries(seen),
        attrs: { ...attributes },
        backend: this.backend,
      },
      draw,
      outputs: outputs.map(({ value }) => this.place(value)),
      ...ending,
    };
  }

  /** From the last call to the first, so that the first use that is met is the last. */
  private bindEach(each: readonly Call[], draws: Program['draws'], made: ReadonlySet<number>): Bound[] {
    const used = new Set(this.ends);
    const kept = keptArrays(each);
    return each
      .toReversed()
      .map((call) => {
        const touched = [...call.inputs.map(([, { value }]) => value), ...call.outputs.map(({ value }) => value)];
        const spent = [...new Set(touched)].filter((value) => made.has(value) && !used.has(value));
        for (const value of touched) used.add(value);
        const places = (recycled: boolean): Place[] =>
          spent.filter((value) => kept.has(value) !== recycled).map((value) => this.place(value));
        return this.bind(call, { spent: places(false), recycled: places(true) }, draws.get(call));
      })
      .reverse();
  }

  private run({ run, call, outputs }: Bound): void {
    const made = run(call);
    if (Array.isArray(made)) for (const [index, { dataId }] of made.entries()) outputs[index]?.put(dataId);
    else outputs[0]?.put(made.dataId);
    // The absolute value gives a tensor in plain JavaScript, which the engine would count for ever.
    if (made instanceof tf.Tensor) {
      this.backend.incRef(made.dataId);
      made.dispose();
      tf.engine().removeDataId(made.dataId, this.backend);
    }
  }
}

/**
 * Values whose arrays are not used again. In plain JavaScript kernels of TensorFlow.js may hand out a part of an array as another
 * tensor; ours do not. Other backends have memory of their own.
 */
function keptArrays(each: readonly Call[]): { has(value: number): boolean } {
  const backend = tf.getBackend();
  if (backend !== 'cpu') return { has: () => true };
  const foreign = each.filter(({ kernel }) => !isAccelerated(kernel, backend));
  return new Set(
    foreign.flatMap(({ inputs, outputs }) => [...inputs.map(([, view]) => view), ...outputs].map(({ value }) => value)),
  );
}
