import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type * as tf from '@tensorflow/tfjs-core';
import { type Dialect, joinedCall } from '../fusion';
import { elementwise } from '../shading/elementwise';
import { reductionOf } from '../shading/reduction';
import { shaderOf } from './shader';

/** A shader that adds up more numbers than this for each of its own takes longer than several that share the work. */
const longestSum = 1024;

/** Expressions as programs; the numbers that stay are their uniforms. */
export const webglDialect: Dialect<string> = {
  // Textures that a shader may read: 16 are what every device has, some of which TensorFlow.js may need.
  mostTensors: 12,
  elementwise,
  reduction: (call) => reductionOf(call, longestSum),
  call(expression, output, reduction) {
    const { program, tensors, numbers } = shaderOf(expression, output.shape, reduction);
    const uniforms = numbers.length ? [[...numbers]] : undefined;
    return joinedCall(tensors, output, ({ inputs, backend }) =>
      (backend as MathBackendWebGL).runWebGLProgram(
        program,
        inputs as unknown as tf.TensorInfo[],
        output.dtype,
        uniforms,
      ),
    );
  },
};
