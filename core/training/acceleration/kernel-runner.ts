import * as tf from '@tensorflow/tfjs-core';

/** Runs kernels of one backend outside the engine; what it makes is freed by `release`, but for what is kept. */
export class KernelRunner {
  private readonly backend: tf.KernelBackend;
  private readonly name: string;
  private readonly made: tf.TensorInfo[] = [];

  constructor(name: string, backend: unknown) {
    this.name = name;
    this.backend = backend as tf.KernelBackend;
  }

  run(kernel: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}): tf.TensorInfo {
    const found = tf.getKernel(kernel, this.name);
    if (!found) throw new Error(`The ${this.name} backend has no ${kernel} kernel.`);
    const result = found.kernelFunc({ inputs, attrs, backend: this.backend });
    const [output] = Array.isArray(result) ? result : [result];
    if (!output) throw new Error(`${kernel} gave nothing.`);
    return this.own(output);
  }

  /** A tensor that came about otherwise, to be freed with the rest. */
  own(tensor: tf.TensorInfo): tf.TensorInfo {
    this.made.push(tensor);
    return tensor;
  }

  /** Frees all that was made but the tensor that leaves, and gives it. */
  release(kept: tf.TensorInfo): tf.TensorInfo {
    this.releaseBut([kept]);
    return kept;
  }

  /** Frees all that was made but the tensors that leave. */
  releaseBut(kept: readonly tf.TensorInfo[]): void {
    for (const each of this.made) if (!kept.includes(each)) this.backend.disposeData(each.dataId);
  }
}
