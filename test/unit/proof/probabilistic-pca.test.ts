import { describe, expect, test } from 'vitest';
import { digits } from '../../proof/digits';
import { conditionalMean, gaussianNegativeLogLikelihood, probabilisticPca } from '../../proof/oracles/gaussian';
import {
  fromRows,
  mean,
  multiply,
  rows,
  solve,
  squaredDistance,
  subtract,
  transpose,
} from '../../proof/oracles/matrix';
import { principalComponents } from '../../proof/oracles/principal-components';
import { activeUnits, klPerDimension, leastNegativeElbo, likeliestNoise } from '../../proof/oracles/probabilistic-pca';

const { train, test: held } = await digits();
const pca = principalComponents(train.values);

describe('the linear variational auto-encoder on the digits', () => {
  test.each([
    [0.2, 7, 2.3117, 17.3545],
    [0.5, 3, 0.3505, 41.2791],
    [1, 0, 0, 61.1605],
  ])('with σ² = %d has its known active units, KL and least −ELBO', (noise, units, kl, elbo) => {
    const model = { variances: pca.variances, dimensions: 16, noise };
    expect(activeUnits(model)).toBe(units);
    expect(klPerDimension(model).reduce((sum, value) => sum + value, 0)).toBeCloseTo(kl, 4);
    expect(leastNegativeElbo(model)).toBeCloseTo(elbo, 4);
  });

  test('has the likelihood of its own Gaussian: −log N(y; μ, WWᵀ + σ²) averaged over the data', () => {
    const likelihood = gaussianNegativeLogLikelihood(probabilisticPca(pca, 16, 0.2), train.values);
    expect(likelihood).toBeCloseTo(leastNegativeElbo({ variances: pca.variances, dimensions: 16, noise: 0.2 }), 9);
  });

  test('is likeliest at the noise of the dimensions left out', () => {
    const best = likeliestNoise(pca.variances, 8);
    const at = (noise: number): number => leastNegativeElbo({ variances: pca.variances, dimensions: 8, noise });
    expect(at(best)).toBeLessThan(Math.min(at(0.99 * best), at(1.01 * best)));
  });
});

describe('the conditional mean of a Gaussian', () => {
  test('is the regression line in the plane: μ₂ + ρ σ₂/σ₁ (y₁ − μ₁)', () => {
    const plane = {
      mean: Float64Array.of(1, -1),
      covariance: fromRows([
        [4, 1.2],
        [1.2, 1],
      ]),
    };
    expect(conditionalMean(plane, [0], fromRows([[3, 99]])).data[0]).toBeCloseTo(-1 + (1.2 / 4) * 2, 12);
    expect(conditionalMean(plane, [1], fromRows([[99, 1]])).data[0]).toBeCloseTo(1 + 1.2 * 2, 12);
  });

  test.each([
    [8, 0.0687],
    [16, 0.0605],
    [24, 0.0557],
  ])('of pPCA with %i dimensions fills the lower half of a digit as well as known', (dimensions, expected) => {
    const top = Array.from({ length: 32 }, (_, pixel) => pixel);
    const model = probabilisticPca(pca, dimensions, likeliestNoise(pca.variances, dimensions));
    const filled = conditionalMean(model, top, held.values);
    const error = mean(rows(held.values).map((y, n) => squaredDistance(y.subarray(32), rows(filled)[n] ?? y) / 32));
    expect(error).toBeCloseTo(expected, 3);
  });

  test('is the decoded minimum of the energy over the code, ‖(y − Wz − μ)_V‖²/2σ² + ½‖z‖²', () => {
    const [dimensions, noise] = [8, 0.05];
    const top = Array.from({ length: 32 }, (_, pixel) => pixel);
    const directions = fromRows(
      rows(pca.components)
        .slice(0, dimensions)
        .map((component, i) => component.map((value) => value * Math.sqrt((pca.variances[i] ?? 0) - noise))),
    );
    const seen = fromRows(rows(directions).map((each) => each.slice(0, 32)));
    const y = rows(held.values)[5] ?? new Float64Array();
    const normal = multiply(seen, transpose(seen));
    for (let i = 0; i < dimensions; i++)
      normal.data[i * dimensions + i] = (normal.data[i * dimensions + i] ?? 0) + noise;
    const around = fromRows([subtract(y.slice(0, 32), pca.mean.slice(0, 32))]);
    const z = solve(normal, multiply(seen, transpose(around)));
    const decoded = multiply(transpose(z), directions).data.map((value, i) => value + (pca.mean[i] ?? 0));
    const filled = conditionalMean(probabilisticPca(pca, dimensions, noise), top, fromRows([y])).data;
    filled.forEach((value, i) => {
      expect(value).toBeCloseTo(decoded[32 + i] ?? Number.NaN, 10);
    });
  });
});
