import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { Reduction } from '../../expression';
import type { Dialect } from '../fusion';
import type { Call } from '../recording';
import { elementwise } from './elementwise';
import { shaderOf } from './shader';

/** A shader that adds up more numbers than this for each of its own takes longer than several that share the work. */
const longestSum = 1024;
/** Shapes of more axes are left to TensorFlow.js. */
const mostAxes = 4;

const isSmall = ({ inputs, outputs }: Call): boolean =>
  [...inputs.map(([, view]) => view), ...outputs].every(({ shape }) => shape.length <= mostAxes);

/** Expressions as programs; the numbers that stay are their uniforms. */
export const webglDialect: Dialect<string> = {
  // Textures that a shader may read: 16 are what every device has, some of which TensorFlow.js may need.
  mostTensors: 12,
  elementwise(call) {
    const write = isSmall(call) && call.outputs.length === 1 ? elementwise(call) : undefined;
    const views = call.inputs.map(([, view]) => view);
    return write && { views, combine: (parts) => ({ kind: 'function', write, parts }) };
  },
  reduction: (call) => (isSmall(call) ? reductionOf(call) : undefined),
  call(expression, output, reduction) {
    const { program, tensors, numbers } = shaderOf(expression, output.shape, reduction);
    const uniforms = numbers.length ? [[...numbers]] : undefined;
    return {
      kernel: reduction ? 'FusedReduction' : 'FusedElementwise',
      inputs: tensors.map((view, index) => [String(index), view]),
      isList: true,
      attributes: {},
      outputs: [output],
      run: ({ inputs, backend }) =>
        (backend as MathBackendWebGL).runWebGLProgram(
          program,
          inputs as unknown as tf.TensorInfo[],
          output.dtype,
          uniforms,
        ),
    };
  },
};

function reductionOf({ kernel, inputs, attributes }: Call): Reduction | undefined {
  const [[, input] = []] = inputs;
  if ((kernel !== 'Sum' && kernel !== 'Mean') || !input) return undefined;
  const axes = tf.util.parseAxisParam(attributes.axis as number | number[], input.shape);
  const count = axes.reduce((all, axis) => all * (input.shape[axis] ?? 1), 1);
  return count <= longestSum ? { shape: input.shape, axes, mean: kernel === 'Mean' } : undefined;
}
