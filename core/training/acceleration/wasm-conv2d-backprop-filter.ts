import * as tf from '@tensorflow/tfjs-core';
import { KernelRunner } from './kernel-runner';

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly filterShape: [number, number, number, number];
}

/**
 * The gradient of a convolution for its kernel, which the wasm backend lacks, so that convolutions train there at all: for
 * each place of the kernel, the inputs that it met [batch·height·width, in] transposed, times the gradient
 * [batch·height·width, out].
 */
export function registerWasmConv2DBackpropFilter(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, dy } = inputs;
      if (!x || !dy) throw new Error('Conv2DBackpropFilter needs x and dy.');
      const { strides, pad, filterShape } = attrs as unknown as Attributes;
      const shape = x.shape as [number, number, number, number];
      const { padInfo, strideHeight, strideWidth, outHeight, outWidth, batchSize } = tf.backend_util.computeConv2DInfo(
        shape,
        filterShape,
        strides,
        1,
        pad,
      );
      const [kernelHeight, kernelWidth, inChannels, outChannels] = filterShape;
      const runner = new KernelRunner('wasm', backend);
      const { top, bottom, left, right } = padInfo;
      const paddings = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      const padded = top + bottom + left + right ? runner.run('PadV2', { x }, { paddings, constantValue: 0 }) : x;
      const positions = batchSize * outHeight * outWidth;
      const gradient = runner.run('Reshape', { x: dy }, { shape: [1, positions, outChannels] });
      const places: tf.TensorInfo[] = [];
      for (let row = 0; row < kernelHeight; row++) {
        for (let column = 0; column < kernelWidth; column++) {
          const met = runner.run(
            'StridedSlice',
            { x: padded },
            {
              begin: [0, row, column, 0],
              end: [
                batchSize,
                row + (outHeight - 1) * strideHeight + 1,
                column + (outWidth - 1) * strideWidth + 1,
                inChannels,
              ],
              strides: [1, strideHeight, strideWidth, 1],
              beginMask: 0,
              endMask: 0,
              ellipsisMask: 0,
              newAxisMask: 0,
              shrinkAxisMask: 0,
            },
          );
          const a = runner.run('Reshape', { x: met }, { shape: [1, positions, inChannels] });
          const product = runner.run('BatchMatMul', { a, b: gradient }, { transposeA: true, transposeB: false });
          places.push(product);
        }
      }
      const stacked = runner.run('Concat', places as unknown as tf.NamedTensorInfoMap, { axis: 0 });
      return runner.release(runner.run('Reshape', { x: stacked }, { shape: filterShape }));
    },
  });
}
