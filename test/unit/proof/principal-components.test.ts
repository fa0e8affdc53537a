import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { digits } from '../../proof/digits';
import { firstRows, fromRows, type Matrix, matrix, multiply, solve, transpose } from '../../proof/oracles/matrix';
import { orthonormalised, principalAngles } from '../../proof/oracles/principal-angles';
import {
  optimalReconstructionError,
  orthonormalityError,
  principalComponents,
  project,
  reconstructionError,
} from '../../proof/oracles/principal-components';
import { symmetricEigen } from '../../proof/oracles/symmetric-eigen';

const { train, test: held } = await digits();
const pca = principalComponents(train.values);

function normal(rows: number, columns: number): Matrix {
  const random = randomSource(3, 'test of the oracles');
  return matrix(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => random.normal()),
  );
}

const largestDifference = (a: Matrix, b: Matrix): number =>
  Math.max(...a.data.map((value, index) => Math.abs(value - (b.data[index] ?? Number.NaN))));

describe('the eigendecomposition', () => {
  test('of the second-difference matrix has its closed form, 2 − 2 cos(iπ/(n+1))', () => {
    const n = 12;
    const chain = fromRows(
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => [2, -1][Math.abs(i - j)] ?? 0)),
    );
    symmetricEigen(chain).values.forEach((value, i) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 12);
    });
  });

  test('puts a matrix together again, from orthonormal vectors', () => {
    const sides = normal(9, 9);
    const symmetric = multiply(sides, transpose(sides));
    const { values, vectors } = symmetricEigen(symmetric);
    const scaled = {
      ...vectors,
      data: vectors.data.map((value, index) => value * (values[Math.floor(index / 9)] ?? 0)),
    };
    expect(largestDifference(multiply(transpose(vectors), scaled), symmetric)).toBeLessThan(1e-12);
    expect(orthonormalityError(vectors)).toBeLessThan(1e-14);
  });

  test('and the solver of linear equations finds what was multiplied', () => {
    const [a, x] = [normal(7, 7), normal(7, 2)];
    expect(largestDifference(solve(a, multiply(a, x)), x)).toBeLessThan(1e-11);
    expect(() =>
      solve(
        fromRows([
          [1, 2],
          [2, 4],
        ]),
        fromRows([[1], [1]]),
      ),
    ).toThrow('singular');
  });
});

describe('principal components of the digits', () => {
  test('have the variances that the singular values of scikit-learn give', () => {
    const expected = [0.6879, 0.633, 0.5786, 0.3899, 0.2707, 0.2346, 0.209, 0.1693];
    expected.forEach((variance, i) => {
      expect(pca.variances[i]).toBeCloseTo(variance, 4);
    });
  });

  test.each([
    [2, 3.37585, 3.28455],
    [10, 1.22546, 1.25696],
  ])('of rank %i leave the known errors on train and test', (k, onTrain, onTest) => {
    expect(optimalReconstructionError(pca, k)).toBeCloseTo(onTrain, 5);
    expect(reconstructionError(pca, k, train.values)).toBeCloseTo(onTrain, 5);
    expect(reconstructionError(pca, k, held.values)).toBeCloseTo(onTest, 5);
  });

  test.each([
    [8, 0.024587],
    [16, 0.011633],
  ])('of rank %i leave the known error a pixel on the test set', (k, expected) => {
    expect(reconstructionError(pca, k, held.values) / 64).toBeCloseTo(expected, 6);
  });

  test('give codes whose covariance is diagonal, with the variances on it', () => {
    const codes = principalComponents(project(pca, 5, train.values));
    codes.variances.forEach((variance, i) => {
      expect(variance).toBeCloseTo(pca.variances[i] ?? Number.NaN, 12);
    });
  });
});

describe('principal angles', () => {
  const plane = (angle: number): Matrix =>
    fromRows([
      [1, 0, 0, 0],
      [0, Math.cos(angle), Math.sin(angle), 0],
    ]);

  test.each([0, 1e-9, 0.3, Math.PI / 4, 1.2, Math.PI / 2])('find a plane turned by %d about a line in it', (angle) => {
    const [first = Number.NaN, second = Number.NaN] = principalAngles(plane(0), plane(angle));
    expect(first).toBeCloseTo(0, 12);
    expect(Math.abs(second - angle)).toBeLessThan(1e-15 + 1e-7 * angle);
  });

  test('depend on the spans alone, not on the rows that span them', () => {
    const mixed = multiply(
      fromRows([
        [2, 1],
        [-3, 5],
      ]),
      firstRows(pca.components, 2),
    );
    for (const angle of principalAngles(mixed, firstRows(pca.components, 2))) expect(angle).toBeLessThan(1e-13);
    expect(orthonormalityError(orthonormalised(mixed))).toBeLessThan(1e-14);
    expect(() =>
      orthonormalised(
        fromRows([
          [1, 2],
          [0, 0],
        ]),
      ),
    ).toThrow('span less than 2');
  });
});
