import { upsampling } from './upsampling';

export const upsample2d = upsampling(
  2,
  'Repeats each pixel: a larger image without the checkerboard of a transposed convolution.',
);
