import { randomSource } from '../../core/data/random';
import { columnsAt, fromRows, type Matrix, row, rows } from './oracles/matrix';

/** The upper half of each 8×8 image over the lower half of the next one `[N, 64]`: each half is real, the whole is not. */
export const composites = (images: Matrix): Matrix =>
  fromRows(
    rows(images).map((image, index) => {
      const other = row(images, (index + 1) % images.rows);
      return image.map((value, pixel) => (pixel < 32 ? value : (other[pixel] as number)));
    }),
  );

/** The numbers of each sample `[N, size]` in another order, the same for all: the histogram of each stays. */
export const shuffled = (samples: Matrix): Matrix =>
  columnsAt(samples, [...randomSource(0, 'shuffled').permutation(samples.columns)]);
