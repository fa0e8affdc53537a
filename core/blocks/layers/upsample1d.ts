import { upsampling } from './upsampling';

export const upsample1d = upsampling(1, 'Repeats each position: a longer sequence.');
