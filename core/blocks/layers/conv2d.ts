import { convolution } from './convolution';

export const conv2d = convolution(2, 'Slides learned kernels over an image; the same weights everywhere.');
