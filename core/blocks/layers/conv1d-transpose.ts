import { transposedConvolution } from './transposed-convolution';

export const conv1dTranspose = transposedConvolution(1);
