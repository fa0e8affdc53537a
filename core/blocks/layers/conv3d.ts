import { convolution } from './convolution';

export const conv3d = convolution(3, 'Slides learned kernels through a volume; the same weights everywhere.');
