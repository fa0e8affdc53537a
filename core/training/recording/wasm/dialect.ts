import type * as tf from '@tensorflow/tfjs-core';
import type { Simd } from '../../acceleration/simd/simd';
import { tensorsOf } from '../../expression';
import type { Code } from '../../loops/code';
import { compiledLoop } from '../../loops/compiled';
import { tableOf, turnOf } from '../../loops/loop';
import { type Dialect, joinedCall } from '../fusion';
import { elementwise } from './elementwise';

/** Expressions as loops in WebAssembly. */
export const wasmDialect = (simd: Simd): Dialect<Code> => ({
  mostTensors: 12,
  elementwise,
  reduction: () => undefined,
  call(expression, output) {
    const tensors = tensorsOf(expression);
    const table = tableOf(
      output.shape,
      tensors.map(({ shape }) => shape),
    );
    if (!table) throw new Error('What is joined is a table.');
    const loop = compiledLoop(simd.memory, expression, table);
    const last = 4 * (table.columns - turnOf(table));
    return joinedCall(tensors, output, ({ inputs }) => {
      const result = simd.make(output.shape);
      loop(...(inputs as unknown as tf.TensorInfo[]).map(simd.at), simd.at(result), last, table.rows);
      return result;
    });
  },
});
