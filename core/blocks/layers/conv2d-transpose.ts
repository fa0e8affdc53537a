import { transposedConvolution } from './transposed-convolution';

export const conv2dTranspose = transposedConvolution(2);
