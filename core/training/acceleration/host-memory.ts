import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

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
      return cpu.makeTensorInfo([...shape], 'float32', new Float32Array(size));
    },
    numbers: ({ dataId }) => cpu.data.get(dataId).values,
  };
}

export function wasmMemory(backend: unknown): HostMemory {
  const wasm = backend as WasmBackend;
  return {
    make: (shape) => wasm.makeOutput([...shape], 'float32'),
    numbers: (tensor) => wasm.typedArrayFromHeap(tensor),
  };
}
