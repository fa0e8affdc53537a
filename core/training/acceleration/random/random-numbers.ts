import * as tf from '@tensorflow/tfjs-core';
import type { Acceleration, Kernels } from '../acceleration';
import { cpuMemory, type HostMemory, wasmMemory } from '../host-memory';
import type { Simd } from '../simd/simd';
import { drawNormal, drawUniform } from './draws';
import { drawProgram } from './webgl-program';
import { drawShader } from './webgpu-shader';

/** The same draws on every backend: uniform ones bit for bit, normal ones to the rounding of their logarithm and angle. */
export const randomNumbers: Acceleration = {
  name: 'random numbers',
  does: 'Draws random numbers where they are used, each from its seed and place alone, the same on every backend.',
  kernels: {
    cpu: () => inJavaScript(cpuMemory),
    simd: inSimd,
    wasm: () => inJavaScript(wasmMemory),
    webgl: () =>
      tf.env().getNumber('WEBGL_VERSION') < 2
        ? 'Random numbers are drawn by TensorFlow.js here, for WebGL 1 has no integers; other backends draw others.'
        : { [uniformKernel]: () => inShader('uniform'), [normalKernel]: () => inShader('normal') },
    webgpu: () => ({
      [uniformKernel]: () => inComputeShader('uniform'),
      [normalKernel]: () => inComputeShader('normal'),
    }),
  },
};

/** Kernels without inputs; their attributes are a `shape` and a `seed` of 32 bits. */
export const uniformKernel = 'ThreefryUniform';
export const normalKernel = 'ThreefryNormal';

interface Attributes {
  readonly shape: number[];
  readonly seed: number;
}

type Draw = (seed: number, draws: Float32Array) => void;

const attributes = (attrs: tf.NamedAttrMap | undefined): Attributes => attrs as unknown as Attributes;

/** In JavaScript, written where the backend keeps its numbers. */
const inMemory =
  (draw: Draw, memoryOf: (backend: unknown) => HostMemory): tf.KernelFunc =>
  ({ attrs, backend }) => {
    const { shape, seed } = attributes(attrs);
    const memory = memoryOf(backend);
    const draws = memory.make(shape);
    draw(seed, memory.numbers(draws));
    return draws;
  };

const inJavaScript = (memoryOf: (backend: unknown) => HostMemory): Kernels => ({
  [uniformKernel]: () => inMemory(drawUniform, memoryOf),
  [normalKernel]: () => inMemory(drawNormal, memoryOf),
});

function inSimd(simd: Simd): Kernels {
  const kernel =
    (draw: Simd['uniform']): tf.KernelFunc =>
    ({ attrs }) => {
      const { shape, seed } = attributes(attrs);
      const draws = simd.make(shape);
      draw(seed, simd.at(draws), tf.util.sizeFromShape(shape), simd.scratch(32));
      return draws;
    };
  return { [uniformKernel]: () => kernel(simd.uniform), [normalKernel]: () => kernel(simd.normal) };
}

const inShader =
  (kind: 'uniform' | 'normal'): tf.KernelFunc =>
  ({ attrs, backend }) => {
    const { shape, seed } = attributes(attrs);
    const program = drawProgram(shape, kind);
    const { runWebGLProgram } = backend as unknown as WebGLBackend;
    return runWebGLProgram.call(backend, program, [], 'float32', [[seed | 0]]);
  };

function inComputeShader(kind: 'uniform' | 'normal'): tf.KernelFunc {
  const shader = drawShader(kind);
  return ({ attrs, backend }) => {
    const { shape, seed } = attributes(attrs);
    return shader.run(backend, [], { shape, dtype: 'float32' }, [seed | 0]);
  };
}

interface WebGLBackend {
  runWebGLProgram(program: object, inputs: tf.TensorInfo[], dtype: 'float32', uniforms: number[][]): tf.TensorInfo;
}
