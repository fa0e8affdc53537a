import { centred, columnMeans, type Matrix } from './matrix';

/** Maps samples as those of `[N, size]` must be for each column to have mean 0 and variance 1; a constant column stays 0. */
export function standardization(data: Matrix): (samples: Matrix) => Matrix {
  const means = columnMeans(data);
  const around = centred(data, means);
  const deviations = columnMeans({ ...around, data: around.data.map((value) => value * value) }).map(
    (variance) => Math.sqrt(variance) || 1,
  );
  return (samples) => {
    const moved = centred(samples, means);
    return { ...moved, data: moved.data.map((value, i) => value / (deviations[i % moved.columns] as number)) };
  };
}
