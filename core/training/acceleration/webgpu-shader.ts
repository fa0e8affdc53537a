import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

type Program = Parameters<WebGPUBackend['runWebGPUProgram']>[0];

/** Of a shader of the WebGPU backend, what differs from one to the other. */
export interface ShaderText {
  /** The tensors that it reads, as the code names their numbers. */
  readonly reads: readonly string[];
  /** The numbers that it is given with each call, as `uniforms.name`. */
  readonly given?: readonly (readonly [name: string, type: 'f32' | 'i32'])[];
  /** WGSL with a function `numberAt(index : i32) -> f32`, the number of the output at an index. */
  readonly code: string;
}

/** Buffers that a shader may bind on every device are eight, of which one is its output. */
export const mostReads = 7;

const invocations = 64;

/** Shaders by their text: the backend compiles one for each name. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `ebm${names.size}`;
  names.set(text, name);
  return name;
}

/** A compute shader of which each invocation computes one number. */
export class WebGPUShader {
  private readonly text: ShaderText;
  private readonly name: string;

  constructor(text: ShaderText) {
    this.text = text;
    this.name = nameOf(JSON.stringify(text));
  }

  /** `numbers`: those that are given, in their order. */
  run(
    backend: unknown,
    inputs: readonly tf.TensorInfo[],
    { shape, dtype }: Pick<tf.TensorInfo, 'shape' | 'dtype'>,
    numbers: readonly number[] = [],
  ): tf.TensorInfo {
    const given = (this.text.given ?? []).map(([, type], index) => ({
      type: type === 'i32' ? 'int32' : 'float32',
      data: [numbers[index] ?? 0],
    }));
    return (backend as WebGPUBackend).runWebGPUProgram(this.program(shape), [...inputs], dtype, given);
  }

  /** A new one for each call, for the backend writes into it. */
  private program(shape: readonly number[]): Program {
    const { reads, given = [], code } = this.text;
    return {
      variableNames: [...reads],
      uniforms: given.map(([name, type]) => `${name} : ${type}, `).join(''),
      outputShape: [...shape],
      workgroupSize: [invocations, 1, 1],
      dispatchLayout: { x: shape.map((_, axis) => axis) },
      dispatch: [Math.ceil(tf.util.sizeFromShape([...shape]) / invocations), 1, 1],
      size: true,
      shaderKey: this.name,
      getUserCode: () => `${code}
  fn main(index : i32) {
    if (index < uniforms.size) { setOutputAtIndex(index, numberAt(index)); }
  }`,
    };
  }
}
