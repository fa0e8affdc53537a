import { randomSource } from '../../core/data/random';
import { drawPlane } from '../../core/data/two-dimensional';
import { digits } from '../proof/digits';
import { auroc } from '../proof/oracles/auroc';
import { rankMe } from '../proof/oracles/effective-rank';
import { conditionalMean, gaussianNegativeLogLikelihood, probabilisticPca } from '../proof/oracles/gaussian';
import {
  convolved,
  eightGaussians,
  expectationMaximization,
  type GaussianMixture,
  logDensity,
  negativeLogLikelihood,
  score,
} from '../proof/oracles/gaussian-mixture';
import { kMeans } from '../proof/oracles/k-means';
import { dualityGap, type Lasso, lassoEnergy, proximalGradient } from '../proof/oracles/lasso';
import { linearProbe } from '../proof/oracles/linear-probe';
import {
  columnsAt,
  firstRows,
  fromRows,
  type Matrix,
  matrix,
  mean,
  rows,
  squaredDistance,
} from '../proof/oracles/matrix';
import { accuracy, nearestNeighbours } from '../proof/oracles/nearest-neighbours';
import { principalAngles } from '../proof/oracles/principal-angles';
import {
  optimalReconstructionError,
  principalComponents,
  project,
  reconstructionError,
} from '../proof/oracles/principal-components';
import { likeliestNoise } from '../proof/oracles/probabilistic-pca';
import { paperUNet, unetParameters } from '../proof/oracles/unet-parameters';
import { bound, equal, type Figure } from './figure';

/** What the reference is given beside the digits, which it reads itself; matrices as rows. */
export type Inputs = { readonly [name: string]: readonly (readonly number[])[] };

const lists = (m: Matrix): number[][] => rows(m).map((each) => [...each]);

/** The dictionary of all figures of the lasso: 128 directions of 64 pixels. */
export function randomAtoms(): Matrix {
  const random = randomSource(4, 'parity');
  return fromRows(
    Array.from({ length: 128 }, () => {
      const atom = Float64Array.from({ length: 64 }, () => random.normal());
      return atom.map((value) => value / Math.hypot(...atom));
    }),
  );
}

/** The oracles on the shipped digits and on eight Gaussians. */
export async function oracleFigures(): Promise<{ inputs: Inputs; figures: Figure[] }> {
  const { train, test } = await digits();
  const all = fromRows([...rows(train.values), ...rows(test.values)]);
  const pca = principalComponents(train.values);
  const plane = drawPlane('eight-gaussians', 0).train;
  const points = matrix(8192, 2, plane.values.data);
  const wrong: GaussianMixture = {
    weights: Float64Array.from({ length: 8 }, (_, k) => (k + 1) / 36),
    means: fromRows(rows(eightGaussians.means).map(([x = 0, y = 0]) => [0.7 * x + 0.2, 1.2 * y - 0.1])),
    variances: Float64Array.from({ length: 8 }, (_, k) => 0.1 + 0.05 * k),
  };
  const stepped = expectationMaximization(wrong, points);
  const blurred = convolved(eightGaussians, 0.5);
  const few = rows(points).slice(0, 20);

  const atoms = randomAtoms();
  const lasso: Lasso = { atoms, weight: 0.5, penalty: 0.1 };
  const coded = rows(test.values).slice(0, 60);
  const least = coded.map(proximalGradient(lasso, { method: 'restarted-fista', iterations: 2000 }));
  const early = coded.map(proximalGradient(lasso, { method: 'ista', iterations: 30 }));
  const overSamples = (measure: (lasso: Lasso, y: Float64Array, z: Float64Array) => number, codes: Float64Array[]) =>
    codes.map((z, n) => measure(lasso, coded[n] ?? new Float64Array(), z));

  const top = Array.from({ length: 32 }, (_, pixel) => pixel);
  const half = probabilisticPca(pca, 16, likeliestNoise(pca.variances, 16));
  const filled = rows(conditionalMean(half, top, test.values));
  const misses = few.map(
    (y) =>
      -logDensity(
        eightGaussians,
        y.map((value) => value + 0.15),
      ),
  );
  const hits = few.map((y) => -logDensity(eightGaussians, y));
  const codes = { values: project(pca, 8, train.values), labels: train.labels };
  const heldCodes = project(pca, 8, test.values);
  const inked = [10, 18, 20, 26, 34, 42, 44, 54];
  const probe = linearProbe({ values: columnsAt(train.values, inked), labels: train.labels }, 10, 5000);
  const pixels = firstRows(principalComponents(test.values).components, 4);

  const figures = [
    equal('PCA: 64 variances', pca.variances, 1e-9),
    ...[2, 10].map((k) => equal(`PCA: training error, k = ${k}`, [optimalReconstructionError(pca, k)], 1e-9)),
    ...[2, 10].map((k) => equal(`PCA: test error, k = ${k}`, [reconstructionError(pca, k, test.values)], 1e-9)),
    equal(
      'PCA: angles between 4 components of train and test',
      principalAngles(firstRows(pca.components, 4), pixels),
      1e-7,
    ),
    ...[5, 10, 20, 50].map((clusters) =>
      equal(
        `k-means: least inertia, K = ${clusters}`,
        [kMeans(all, clusters, 20, randomSource(1, 'k-means')).inertia],
        0.01,
      ),
    ),
    equal('mixture: −log-likelihood', [negativeLogLikelihood(wrong, points)], 1e-9),
    equal('mixture: −log-likelihood after a step of EM', [negativeLogLikelihood(stepped, points)], 1e-9),
    equal('mixture: weights after a step of EM', stepped.weights, 1e-9),
    equal('mixture: means after a step of EM', stepped.means.data, 1e-9),
    equal('mixture: variances after a step of EM', stepped.variances, 1e-9),
    equal(
      'mixture: score at σ = 0.5',
      few.flatMap((y) => [...score(blurred, y)]),
      1e-9,
    ),
    equal('lasso: least energy, by LARS', overSamples(lassoEnergy, least), 1e-8),
    equal('lasso: least energy, by coordinate descent', overSamples(lassoEnergy, least), 1e-8),
    bound('lasso: duality gap over what ISTA misses', overSamples(dualityGap, early)),
    bound('lasso: duality gap over what FISTA misses', overSamples(dualityGap, least), 1e-8),
    ...[8, 16].map((k) => {
      // scikit-learn divides its covariance by N − 1.
      const unbiased = {
        ...pca,
        variances: pca.variances.map((value) => (value * train.values.rows) / (train.values.rows - 1)),
      };
      const model = probabilisticPca(unbiased, k, likeliestNoise(unbiased.variances, k));
      return equal(`pPCA: test −log-likelihood, k = ${k}`, [gaussianNegativeLogLikelihood(model, test.values)], 1e-9);
    }),
    equal(
      'pPCA: error of the lower half given the upper, k = 16',
      [mean(rows(test.values).map((y, n) => squaredDistance(y.subarray(32), filled[n] ?? y)))],
      1e-9,
    ),
    equal('RankMe of the digits', [rankMe(test.values)], 1e-8),
    equal('AUROC of energies', [auroc(hits, misses)], 1e-12),
    equal(
      'linear probe: weights on 8 pixels',
      rows(probe.weights).flatMap((each) => [...each]),
      1e-4,
    ),
    equal('linear probe: test accuracy', [accuracy(probe.predict(columnsAt(test.values, inked)), test.labels)], 1e-12),
    equal(
      '5 nearest neighbours: test accuracy',
      [accuracy(nearestNeighbours(codes, 5, heldCodes), test.labels)],
      1e-12,
    ),
    equal('U-Net: parameters', [unetParameters(paperUNet)], 0),
  ];
  const inputs = {
    points: lists(points),
    weights: [[...wrong.weights]],
    means: lists(wrong.means),
    variances: [[...wrong.variances]],
    atoms: lists(atoms),
    early: early.map((z) => [...z]),
    least: least.map((z) => [...z]),
    misses: [misses],
    hits: [hits],
    few: [inked],
  };
  return { inputs, figures };
}
