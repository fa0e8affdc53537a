/*
 * The kernels of this folder in one WebAssembly module, written in AssemblyScript. It works on the memory of TensorFlow.js:
 * pointers come in, nothing is allocated and nothing remembered.
 */

export { roundsOnce } from './arithmetic';
export { convolutionScratch, inputGradient, kernelGradient } from './convolution';
export { sign, softplus } from './elementwise';
export { gather } from './gather';
export { matmul, matmulScratch } from './matmul';
export { adam, momentum, rmsprop, sgd } from './optimizers';
export { normal, uniform } from './random';
export { sum } from './sum';
