import * as tf from '@tensorflow/tfjs-core';
import type { View } from '../expression';
import type { Call, DataId, Numbers, Obstacle, Recording, Source } from './recording';

/**
 * Runs some work as ever and writes down each kernel that it runs, in turn. The numbers that it writes are held on the device,
 * and what it reads from outside too, until the recording is released.
 */
export function record(
  given: readonly tf.Tensor[],
  work: () => { readonly [name: string]: tf.Tensor },
): { readonly recording: Recording; readonly results: { readonly [name: string]: tf.Tensor } } | Obstacle {
  const recorder = new Recorder(given);
  const results = recorder.watch(work);
  const { obstacle } = recorder;
  if (obstacle === undefined) return { recording: recorder.finish(results), results };
  release(recorder);
  tf.dispose(Object.values(results));
  return { obstacle };
}

/** Lets go of what a recording holds on the device. */
export function release({ sources }: Pick<Recording, 'sources'>): void {
  const backend = tf.backend();
  for (const source of sources.values()) {
    if (source.from !== 'constant' && source.from !== 'outside') continue;
    if (backend.disposeData(source.dataId)) tf.engine().removeDataId(source.dataId, backend);
  }
}

class Recorder {
  obstacle: string | undefined;
  private readonly backend = tf.backend();
  private readonly calls: Call[] = [];
  readonly sources = new Map<number, Source>();
  private readonly values = new Map<DataId, number>();
  private readonly variables: ReadonlyMap<tf.Variable, DataId>;
  private readonly owners: ReadonlyMap<DataId, tf.Variable>;
  private depth = 0;

  constructor(given: readonly tf.Tensor[]) {
    const variables = Object.values(tf.engine().registeredVariables);
    this.variables = new Map(variables.map((variable) => [variable, variable.dataId]));
    this.owners = new Map(variables.map((variable) => [variable.dataId, variable]));
    given.forEach(({ dataId }, place) => {
      this.enter(dataId, { from: 'given', place });
    });
  }

  /** While the work runs, the kernels of the backend and its way in for numbers report what they do. */
  watch<T>(work: () => T): T {
    const { backend } = this;
    const kernels = tf.getKernelsForBackend(tf.getBackend());
    const originals = kernels.map(({ kernelFunc }) => kernelFunc);
    kernels.forEach((kernel, index) => {
      const original = originals[index];
      if (original) kernel.kernelFunc = (call) => this.run(kernel.kernelName, original, call);
    });
    const { write, readSync } = backend;
    backend.write = (numbers, shape, dtype) => {
      const dataId = write.call(backend, numbers, shape, dtype);
      if (this.depth === 0) this.enterConstant(dataId, numbers, dtype);
      return dataId;
    };
    backend.readSync = (dataId) => {
      if (this.depth === 0) this.obstacle ??= 'it reads numbers back while it computes';
      return readSync.call(backend, dataId);
    };
    try {
      return work();
    } finally {
      Object.assign(backend, { write, readSync });
      kernels.forEach((kernel, index) => {
        Object.assign(kernel, { kernelFunc: originals[index] });
      });
    }
  }

  private run(kernel: string, original: tf.KernelFunc, call: Parameters<tf.KernelFunc>[0]): ReturnType<tf.KernelFunc> {
    if (this.depth > 0) return original(call);
    this.depth++;
    try {
      const made = original(call);
      this.note(kernel, call, Array.isArray(made) ? made : [made]);
      return made;
    } finally {
      this.depth--;
    }
  }

  private note(kernel: string, { inputs, attrs }: Parameters<tf.KernelFunc>[0], made: readonly tf.TensorInfo[]): void {
    const seen = Object.entries(inputs).flatMap(([name, input]) => (input ? [[name, this.view(input)] as const] : []));
    // Reshape, Identity and Cast mostly give out what they were given.
    if (made.every(({ dataId }) => this.values.has(dataId))) return;
    const outputs = made.map((output) => {
      if (!this.values.has(output.dataId)) this.values.set(output.dataId, this.values.size);
      return this.view(output);
    });
    this.calls.push({ kernel, inputs: seen, isList: Array.isArray(inputs), attributes: attrs ?? {}, outputs });
  }

  private view({ dataId, shape, dtype }: tf.TensorInfo): View {
    const value = this.values.get(dataId) ?? this.enterKnown(dataId);
    return { value, shape, dtype };
  }

  private enterKnown(dataId: DataId): number {
    const variable = this.owners.get(dataId);
    if (variable) return this.enter(dataId, { from: 'variable', variable });
    this.backend.incRef(dataId);
    return this.enter(dataId, { from: 'outside', dataId });
  }

  private enterConstant(dataId: DataId, numbers: Numbers, dtype: tf.DataType): void {
    this.backend.incRef(dataId);
    this.enter(dataId, { from: 'constant', dataId, numbers: numbers.slice() as Numbers, dtype });
  }

  private enter(dataId: DataId, source: Source): number {
    const value = this.values.size;
    this.values.set(dataId, value);
    this.sources.set(value, source);
    return value;
  }

  finish(results: { readonly [name: string]: tf.Tensor }): Recording {
    const changed = [...this.variables].flatMap(([variable, before]) =>
      variable.dataId === before ? [] : [[variable, this.view(variable)] as const],
    );
    return {
      calls: this.calls,
      sources: this.sources,
      results: Object.fromEntries(Object.entries(results).map(([name, result]) => [name, this.view(result)])),
      assigned: new Map(changed),
    };
  }
}
