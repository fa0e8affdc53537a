import { pooling } from './pooling';

export const pool1d = pooling(
  1,
  'Keeps the largest or the mean of each stretch: a shorter sequence that small shifts change little.',
);
