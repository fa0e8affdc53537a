import { pooling } from './pooling';

export const pool3d = pooling(
  3,
  'Keeps the largest or the mean of each block: a smaller volume that small shifts change little.',
);
