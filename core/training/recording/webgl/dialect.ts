import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type * as tf from '@tensorflow/tfjs-core';
import { texels } from '../../acceleration/webgl-texel';
import { type Dialect, joinedCall } from '../fusion';
import { elementwise } from '../shading/elementwise';
import { reductionOf } from '../shading/reduction';
import { thinProduct } from '../shading/thin-product';
import { shaderOf } from './shader';
import type { Size } from './texel-read';

/** A shader that adds up more numbers than this for each of its own takes longer than several that share the work. */
const longestSum = 1024;

/** Expressions as programs; the numbers that stay are their uniforms. */
export const webglDialect: Dialect<string> = {
  // Textures that a shader may read: 16 are what every device has, some of which TensorFlow.js may need.
  mostTensors: 12,
  elementwise: (call) => thinProduct(call) ?? elementwise(call),
  reduction: (call) => reductionOf(call, longestSum),
  call(expression, output, reduction) {
    const { program, straight, tensors, numbers } = shaderOf(expression, output.shape, reduction);
    const uniforms = numbers.length ? [[...numbers]] : undefined;
    return joinedCall(tensors, output, (params) => {
      const [backend, inputs] = [params.backend as MathBackendWebGL, params.inputs as unknown as tf.TensorInfo[]];
      const fits = straight?.sizes.every(([place, size]) => hasSize(backend, inputs[place], size));
      return backend.runWebGLProgram(straight && fits ? straight.program : program, inputs, output.dtype, uniforms);
    });
  },
};

/** Whether a tensor lies four numbers a texel in a texture of a size. */
function hasSize(backend: MathBackendWebGL, tensor: tf.TensorInfo | undefined, [width, height]: Size): boolean {
  const { texture, texShape, isPacked, slice } = backend.texData.get(tensor?.dataId ?? {}) ?? {};
  const [tall, wide] = texShape?.map(texels) ?? [];
  return texture !== undefined && isPacked === true && !slice && tall === height && wide === width;
}
