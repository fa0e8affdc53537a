import { convolution } from './convolution';

export const conv1d = convolution(1, 'Slides learned kernels along a sequence; the same weights everywhere.');
