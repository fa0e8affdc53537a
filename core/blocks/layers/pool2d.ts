import { pooling } from './pooling';

export const pool2d = pooling(
  2,
  'Keeps the largest or the mean of each patch: a smaller image that small shifts change little.',
);
