import { describe, expect, test } from 'vitest';
import { randomSource } from '../../../core/data/random';
import { drawPlane } from '../../../core/data/two-dimensional';
import { auroc } from '../../proof/oracles/auroc';
import { freeEnergy, leastEnergy } from '../../proof/oracles/free-energy';
import {
  convolved,
  eightGaussians,
  expectationMaximization,
  type GaussianMixture,
  logDensity,
  negativeLogLikelihood,
  posteriorMean,
  posteriorVariance,
  responsibilities,
  score,
} from '../../proof/oracles/gaussian-mixture';
import { fromRows, matrix, mean, row, rows, squaredDistance } from '../../proof/oracles/matrix';
import { gibbsNegativeLogLikelihood, gridPoints, klGap, logPartition } from '../../proof/oracles/plane-density';

const drawn = drawPlane('eight-gaussians', 0);
const train = matrix(8192, 2, drawn.train.values.data);
const held = matrix(2048, 2, drawn.test.values.data);
const grid = { half: 4, cells: 161 };
const points = rows(gridPoints(grid));

const single: GaussianMixture = {
  weights: Float64Array.of(1),
  means: fromRows([[1, -2, 0.5]]),
  variances: Float64Array.of(0.49),
};

describe('a Gaussian mixture', () => {
  test('of eight has the entropy of one and of the choice, less a little overlap, and samples have that likelihood', () => {
    const cell = (8 / 161) ** 2;
    const entropy = points.reduce((sum, y) => {
      const log = logDensity(eightGaussians, y);
      return sum - Math.exp(log) * log * cell;
    }, 0);
    const apart = Math.log(8) + 1 + Math.log(2 * Math.PI * 0.2 ** 2);
    expect(entropy).toBeLessThan(apart);
    expect(entropy).toBeCloseTo(apart, 3);
    // −log N has variance 1 in the plane.
    expect(Math.abs(negativeLogLikelihood(eightGaussians, train) - apart)).toBeLessThan(4 / Math.sqrt(8192));
  });

  test('is the distribution that the data set is drawn from: its labels are the likeliest components', () => {
    const right = rows(held).filter((y, n) => {
      const shares = responsibilities(eightGaussians, y);
      return shares.indexOf(Math.max(...shares)) === drawn.test.labels?.[n];
    });
    expect(right.length / 2048).toBeGreaterThan(0.99);
  });

  test('of one component is N(μ, σ²): density, score and denoiser in closed form', () => {
    const y = Float64Array.of(0.2, 0.1, -1);
    const mu = row(single.means, 0);
    expect(logDensity(single, y)).toBeCloseTo(-1.5 * Math.log(2 * Math.PI * 0.49) - squaredDistance(y, mu) / 0.98, 12);
    score(single, y).forEach((value, i) => {
      expect(value).toBeCloseTo(((mu[i] ?? 0) - (y[i] ?? 0)) / 0.49, 12);
    });
    // The mean of two measurements, weighed by their precisions.
    posteriorMean(single, 0.3, y).forEach((value, i) => {
      expect(value).toBeCloseTo(((mu[i] ?? 0) / 0.49 + (y[i] ?? 0) / 0.09) / (1 / 0.49 + 1 / 0.09), 12);
    });
    expect(posteriorVariance(single, 0.3, y)).toBeCloseTo(3 / (1 / 0.49 + 1 / 0.09), 12);
  });

  test('has a score that is the slope of its log-density', () => {
    const mixture = convolved(eightGaussians, 0.5);
    for (const y of [Float64Array.of(0.3, -0.7), Float64Array.of(2.1, 0.4), Float64Array.of(-3, 3)]) {
      const h = 1e-5;
      const slope = [0, 1].map((axis) => {
        const moved = (sign: number): Float64Array => y.map((value, i) => (i === axis ? value + sign * h : value));
        return (logDensity(mixture, moved(1)) - logDensity(mixture, moved(-1))) / (2 * h);
      });
      score(mixture, y).forEach((value, i) => {
        expect(value).toBeCloseTo(slope[i] ?? Number.NaN, 6);
      });
    }
  });

  test('has a best denoiser whose error on noisy samples is the posterior variance: .0861 at σ = 0.3', () => {
    const random = randomSource(1, 'noise of the test');
    const noisy = rows(train).map((y) => y.map((value) => value + 0.3 * random.normal()));
    const error = mean(noisy.map((y, n) => squaredDistance(posteriorMean(eightGaussians, 0.3, y), row(train, n))));
    const expected = mean(noisy.map((y) => posteriorVariance(eightGaussians, 0.3, y)));
    expect(error / expected).toBeGreaterThan(0.95);
    expect(error / expected).toBeLessThan(1.05);
    expect(Math.abs(expected / 0.0861 - 1)).toBeLessThan(0.05);
  });

  test('never becomes less likely by EM, and comes from a wrong start to the true likelihood', () => {
    let mixture: GaussianMixture = {
      weights: Float64Array.from({ length: 8 }, (_, k) => (k + 1) / 36),
      means: fromRows(rows(eightGaussians.means).map(([x = 0, y = 0]) => [0.6 * x + 0.2, 1.3 * y - 0.1])),
      variances: new Float64Array(8).fill(1),
    };
    const nll = [negativeLogLikelihood(mixture, train)];
    for (let step = 0; step < 30; step++) {
      mixture = expectationMaximization(mixture, train);
      nll.push(negativeLogLikelihood(mixture, train));
    }
    nll.slice(1).forEach((value, step) => {
      expect(value).toBeLessThanOrEqual((nll[step] ?? 0) + 1e-12);
    });
    expect(Math.abs((nll.at(-1) ?? 0) - negativeLogLikelihood(eightGaussians, train))).toBeLessThan(0.01);
  });
});

describe('the free energy of soft k-means', () => {
  test('stays between the least energy and log K / β above it, and falls to it as β grows', () => {
    for (const y of rows(held).slice(0, 50)) {
      const least = leastEnergy(y, eightGaussians.means);
      for (const beta of [0.5, 5, 50, 5000]) {
        const gap = freeEnergy(y, eightGaussians.means, beta) - least;
        expect(gap).toBeGreaterThanOrEqual(-1e-12);
        expect(gap).toBeLessThanOrEqual(Math.log(8) / beta + 1e-12);
      }
    }
  });

  test('with β = 1/2σ² is −log p of the mixture, but for its norm', () => {
    const beta = 1 / (2 * 0.2 ** 2);
    const y = Float64Array.of(0.3, 1.4);
    const norm = Math.log(2 * Math.PI * 0.2 ** 2);
    expect(beta * freeEnergy(y, eightGaussians.means, beta) + norm).toBeCloseTo(-logDensity(eightGaussians, y), 12);
  });
});

describe('an energy on the plane', () => {
  test('of the true density has the partition function 1, the true likelihood and no gap', () => {
    const logZ = logPartition(
      points.map((y) => -logDensity(eightGaussians, y)),
      grid,
    );
    expect(logZ).toBeCloseTo(0, 6);
    const logs = rows(held).map((y) => logDensity(eightGaussians, y));
    expect(
      klGap(
        logs,
        logs.map((log) => -log),
        logZ,
      ),
    ).toBeCloseTo(0, 6);
  });

  test('is normalised whatever constant it carries: a scaled Gaussian', () => {
    const logZ = logPartition(
      points.map(([x = 0, y = 0]) => 5 + x * x + y * y),
      grid,
    );
    expect(logZ).toBeCloseTo(Math.log(Math.PI) - 5, 6);
  });

  test('that is flat has the negative log-likelihood of the uniform square, 4.1589', () => {
    const logZ = logPartition(
      points.map(() => -3),
      grid,
    );
    expect(gibbsNegativeLogLikelihood(new Float64Array(10).fill(-3), logZ)).toBeCloseTo(4.1589, 4);
  });
});

describe('the AUROC of energies', () => {
  test('is 1 where every negative is higher, 0 where lower, ½ where nothing tells them apart', () => {
    expect(auroc([1, 2, 3], [4, 5])).toBe(1);
    expect(auroc([4, 5], [1, 2, 3])).toBe(0);
    expect(auroc([7, 7, 7], [7, 7])).toBe(0.5);
  });

  test('counts each pair once: of 6 pairs 3 are higher and 1 is equal', () => {
    expect(auroc([1, 3], [0, 3, 4])).toBeCloseTo(3.5 / 6, 12);
  });
});
