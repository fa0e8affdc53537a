import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { digits } from '../../proof/digits';
import { adjointError } from '../../proof/oracles/adjoint';
import { diceCoefficient } from '../../proof/oracles/dice';
import { centredSingularValues, effectiveRank, rankMe } from '../../proof/oracles/effective-rank';
import { activeDimensions, latentDeviation, normalizedDeviation } from '../../proof/oracles/embedding-spread';
import { linearProbe } from '../../proof/oracles/linear-probe';
import { fromRows, type Matrix, matrix, multiplyTransposed, multiplyVector } from '../../proof/oracles/matrix';
import { accuracy, nearestNeighbours } from '../../proof/oracles/nearest-neighbours';
import { principalComponents, project } from '../../proof/oracles/principal-components';
import { paperUNet, unetParameters } from '../../proof/oracles/unet-parameters';

const { train, test: held } = await digits();
const pca = principalComponents(train.values);

function normal(rows: number, columns: number, deviation = 1): Matrix {
  const random = randomSource(8, 'embeddings of the test');
  return matrix(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => deviation * random.normal()),
  );
}

describe('the effective rank', () => {
  test('is n for a flat spectrum, 1 for rank one, 3.117 for 1, ½, ¼, ⅛', () => {
    expect(effectiveRank(new Float64Array(7).fill(0.3))).toBeCloseTo(7, 12);
    expect(effectiveRank(Float64Array.of(5, 0, 0))).toBe(1);
    expect(effectiveRank(Float64Array.of(1, 0.5, 0.25, 0.125))).toBeCloseTo(3.117, 3);
  });

  test('of embeddings reads their centred singular values, whichever side is longer', () => {
    const cross = fromRows([
      [3, 0],
      [-3, 0],
      [0, 2],
      [0, -2],
    ]);
    const [first, second] = centredSingularValues(cross);
    expect(first).toBeCloseTo(3 * Math.SQRT2, 12);
    expect(second).toBeCloseTo(2 * Math.SQRT2, 12);
    const wide = fromRows([
      [0, 2, 0, 0, 5],
      [0, -2, 0, 0, 5],
    ]);
    expect(centredSingularValues(wide)[0]).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(rankMe(wide)).toBeCloseTo(1, 6);
  });

  test('does not see a collapse to a point, which the deviation does', () => {
    const [healthy, collapsed] = [normal(400, 6), normal(400, 6, 1e-4)];
    expect(rankMe(collapsed)).toBeCloseTo(rankMe(healthy), 6);
    expect(Math.abs(latentDeviation(healthy) - 1)).toBeLessThan(0.1);
    expect(latentDeviation(collapsed)).toBeLessThan(2e-4);
  });
});

describe('the spread of embeddings', () => {
  test('of points on a sphere is near 1 whatever their length, and 0 for one direction', () => {
    expect(Math.abs(normalizedDeviation(normal(2000, 8, 30)) - 1)).toBeLessThan(0.02);
    expect(
      normalizedDeviation(
        fromRows([
          [1, 2],
          [2, 4],
          [5, 10],
        ]),
      ),
    ).toBeCloseTo(0, 12);
  });

  test('counts a unit as active when its mean varies by more than 0.01', () => {
    expect(
      activeDimensions(
        fromRows([
          [0.2, 0.05, 3],
          [-0.2, -0.05, 3],
        ]),
      ),
    ).toBe(1);
  });
});

describe('overlap, transposes and parameters', () => {
  test('the Dice coefficient is 1 for equal masks, 0 for disjoint ones, ⅔ for one of two voxels', () => {
    expect(diceCoefficient([1, 0, 1], [1, 0, 1])).toBe(1);
    expect(diceCoefficient([1, 0], [0, 1])).toBe(0);
    expect(diceCoefficient([1, 1, 0], [1, 0, 0])).toBeCloseTo(2 / 3, 12);
    expect(diceCoefficient([0, 0], [0, 0])).toBe(1);
  });

  test('a map and its transpose are adjoint, a map and something else are not', () => {
    const [a, b] = [normal(5, 9), normal(9, 5)];
    const [x, y] = [Float64Array.of(1, -2, 0, 3, 5, 0.5, -1, 2, 4), Float64Array.of(2, 0, -1, 1, 3)];
    const error = (transposed: (y: Float64Array) => Float64Array): number =>
      adjointError((v) => multiplyVector(a, v), transposed, x, y);
    expect(error((v) => multiplyTransposed(a, v))).toBeLessThan(1e-14);
    expect(error((v) => multiplyVector(b, v))).toBeGreaterThan(0.01);
  });

  test('the 3-D U-Net of the paper has 19 069 955 parameters', () => {
    expect(unetParameters(paperUNet)).toBe(19_069_955);
  });

  test('a U-Net of one level has those of its three convolutions', () => {
    const small = { base: 4, levels: 1, input: 1, output: 2, kernel: 3, scale: 2 };
    expect(unetParameters(small)).toBe(27 * 4 + 4 + (27 * 4 * 8 + 8) + (8 * 2 + 2));
  });
});

describe('probes of the digits', () => {
  const projected = (k: number) => ({
    train: { values: project(pca, k, train.values), labels: train.labels },
    test: project(pca, k, held.values),
  });

  test.each([
    ['64 pixels', { train, test: held.values }, 0.964, 0.986],
    ['8 components', projected(8), 0.881, 0.944],
    ['2 components', projected(2), 0.572, 0.611],
  ])('read the class from %s as well as those of scikit-learn', (_, codes, linear, neighbours) => {
    const probe = linearProbe(codes.train, 10);
    // Two of the 360 test digits either way.
    expect(Math.abs(accuracy(probe.predict(codes.test), held.labels) - linear)).toBeLessThan(0.006);
    expect(Math.abs(accuracy(nearestNeighbours(codes.train, 5, codes.test), held.labels) - neighbours)).toBeLessThan(
      0.006,
    );
  });
});
