import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { giveArray, takeArray } from './javascript/spare-arrays';

/** Tensors of a backend whose numbers JavaScript can reach, to be written in place. */
export interface HostMemory {
  /** A new tensor, not yet written. */
  make(shape: readonly number[]): TensorInfo;
  /** Its numbers; on wasm only until the next tensor is made, which may move the memory. */
  numbers(tensor: TensorInfo): Float32Array;
}

interface CpuBackend extends KernelBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

export function cpuMemory(backend: unknown): HostMemory {
  const cpu = backend as CpuBackend;
  return {
    make: (shape) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return cpu.makeTensorInfo([...shape], 'float32', takeArray(size));
    },
    numbers: ({ dataId }) => cpu.data.get(dataId).values,
  };
}

/** Frees a tensor whose numbers nothing else looks at, and keeps the array for the next that is made. */
export function recycle(backend: unknown, dataId: object): void {
  const cpu = backend as CpuBackend;
  const { values } = cpu.data.get(dataId);
  const own = values instanceof Float32Array && values.byteLength === values.buffer.byteLength;
  if (cpu.disposeData(dataId) && own) giveArray(values);
}

export function wasmMemory(backend: unknown): HostMemory {
  const wasm = backend as WasmBackend;
  return {
    make: (shape) => wasm.makeOutput([...shape], 'float32'),
    numbers: (tensor) => wasm.typedArrayFromHeap(tensor),
  };
}
