import * as tf from '@tensorflow/tfjs-core';
import type { Simd } from '../../acceleration/simd/simd';
import { type Expression, tensorsOf } from '../fusion/expression';
import type { Dialect } from '../fusion/fusion';
import type { Code } from './code';
import { elementwise } from './elementwise';
import { loopOf } from './loop';

/** Given where the tensors of an expression begin, and its output, and how many bytes that has before its last four numbers. */
type Loop = (...numbers: number[]) => void;

/** Expressions as loops in WebAssembly, each a module of its own, which is made once. */
export function wasmDialect(simd: Simd): Dialect<Code> {
  const loops = new Map<string, Loop>();
  const compiled = (expression: Expression<Code>): Loop => {
    const bytes = loopOf(expression);
    const known = loops.get(bytes.join());
    if (known) return known;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: simd.memory } });
    const loop = exports.loop as Loop;
    loops.set(bytes.join(), loop);
    return loop;
  };
  return {
    mostTensors: 12,
    elementwise,
    reduction: () => undefined,
    call(expression, output) {
      const tensors = tensorsOf(expression);
      const loop = compiled(expression);
      const last = 4 * tf.util.sizeFromShape(output.shape) - 16;
      return {
        kernel: 'FusedElementwise',
        inputs: tensors.map((view, index) => [String(index), view]),
        isList: true,
        attributes: {},
        outputs: [output],
        run: ({ inputs }) => {
          const result = simd.make(output.shape);
          loop(...(inputs as unknown as tf.TensorInfo[]).map(simd.at), simd.at(result), last);
          return result;
        },
      };
    },
  };
}
