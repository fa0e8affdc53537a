import { upsampling } from './upsampling';

export const upsample3d = upsampling(3, 'Repeats each voxel: a larger volume, for a convolution to smooth.');
