import type * as tf from '@tensorflow/tfjs-core';
import { mostReads, WebGPUShader } from '../../acceleration/webgpu-shader';
import { type Dialect, joinedCall } from '../fusion';
import { bodyOf, type ShadingLanguage } from '../shading/body';
import { elementwise } from '../shading/elementwise';
import { reductionOf } from '../shading/reduction';
import { thinProduct } from '../shading/thin-product';
import { functions } from './functions';
import { broadcastAt, reducedAt } from './places';

/** An invocation adds up alone; where there is more than this to add, TensorFlow.js shares the work among several. */
const longestSum = 256;

const wgsl: ShadingLanguage = {
  parameter: (name) => `${name} : f32`,
  local: (name, value) => `let ${name} = ${value};`,
  at: (parameters, body) => `fn at(${parameters}) -> f32 {\n  ${body}\n}`,
  number: (place) => `uniforms.n${place}`,
};

/** Expressions as compute shaders; the numbers that stay are their uniforms. */
export const webgpuDialect: Dialect<string> = {
  mostTensors: mostReads,
  elementwise: (call) => thinProduct(call) ?? elementwise(call),
  reduction: (call) => reductionOf(call, longestSum),
  call(expression, output, reduction) {
    const { code, reads, tensors, numbers } = bodyOf(expression, wgsl);
    const main = reduction ? reducedAt(reads, output.shape, reduction) : broadcastAt(reads, output.shape);
    const shader = new WebGPUShader({
      reads: tensors.map((_, index) => `T${index}`),
      given: numbers.map((_, place) => [`n${place}`, 'f32']),
      code: `${functions}\n${code}\n${main}`,
    });
    return joinedCall(tensors, output, ({ inputs, backend }) =>
      shader.run(backend, inputs as unknown as tf.TensorInfo[], output, numbers),
    );
  },
};
