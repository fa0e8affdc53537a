import { drawPlane } from '../../../core/data/two-dimensional';
import type { Trainer } from '../../../core/training/trainer';
import { digits } from '../digits';
import {
  centred,
  type Matrix,
  matrix,
  mean,
  multiply,
  rows,
  squaredDistance,
  squaredNorm,
  transpose,
} from '../oracles/matrix';
import { principalComponents } from '../oracles/principal-components';
import { symmetricEigen } from '../oracles/symmetric-eigen';
import type { Evidence, Proof } from '../proof';
import { block, energies, given, trained, weights } from '../system';

const seed = 1;

/** Held-out points of the two moons, and the unit normal and tangent of the half circle that each was drawn from. */
function moons(): { readonly points: Matrix; readonly normals: Matrix; readonly tangents: Matrix } {
  const { values, labels } = drawPlane('moons', seed).test;
  const points = matrix(values.shape[0] ?? 0, 2, values.data);
  const [normals, tangents] = [new Float64Array(points.data.length), new Float64Array(points.data.length)];
  rows(points).forEach((point, n) => {
    const centre = labels?.[n] === 0 ? [-0.5, -0.25] : [0.5, 0.25];
    const [x, y] = point.map((value, axis) => value - (centre[axis] ?? 0));
    const radius = Math.hypot(x ?? 0, y ?? 0);
    normals.set([(x ?? 0) / radius, (y ?? 0) / radius], 2 * n);
    tangents.set([-(y ?? 0) / radius, (x ?? 0) / radius], 2 * n);
  });
  return { points, normals: matrix(points.rows, 2, normals), tangents: matrix(points.rows, 2, tangents) };
}

/** The mean of ‖J u‖² over points, J the Jacobian of the code and u a direction a point: by central differences. */
function change(trainer: Trainer, points: Matrix, directions: Matrix): number {
  const h = 1e-2;
  const moved = (by: number): Matrix => {
    const at = matrix(
      points.rows,
      2,
      points.data.map((value, index) => value + by * (directions.data[index] as number)),
    );
    return given(trainer, at, (x) => trainer.model.encode?.(x) ?? x);
  };
  return squaredDistance(moved(h).data, moved(-h).data) / (4 * h ** 2) / points.rows;
}

interface Contraction {
  readonly along: number;
  readonly across: number;
  /** The share of the variance of the points that the reconstructions miss. */
  readonly missed: number;
}

async function contraction(steps: number, weight?: number): Promise<Contraction> {
  const trainer = await trained('contractive-autoencoder', {
    seed,
    steps,
    change: (graph) => {
      if (weight !== undefined) Object.assign(block(graph, 'contraction'), { weight });
    },
  });
  const { points, normals, tangents } = moons();
  const rebuilt = given(trainer, points, (x) => trainer.model.reconstruct?.(x) ?? x);
  const result = {
    along: change(trainer, points, tangents),
    across: change(trainer, points, normals),
    missed: squaredDistance(rebuilt.data, points.data) / squaredNorm(centred(points).data),
  };
  trainer.dispose();
  return result;
}

/*
 * With one matrix W for both ways, ‖y − WᵀW y‖² + λ‖W‖² has its least where W spans principal directions of variance v, each
 * with a gain a² that minimises v (1 − a²)² + λ a²: a² = 1 − λ/2v, or 0 where v ≤ λ/2. So the energy is
 * Σ (λ − λ²/4v) over the directions that are kept, and Σ v over the rest.
 */
const linear = { weight: 0.5, dimensions: 10 };

async function linearContraction(
  steps: number,
): Promise<{ energy: number; kept: number; least: number; directions: number }> {
  const { train } = await digits();
  const { variances } = principalComponents(train.values);
  const { weight, dimensions } = linear;
  const keeps = (v: number, index: number): boolean => index < dimensions && v > weight / 2;
  const trainer = await trained('pca', {
    steps,
    change: (graph) => {
      graph.nodes.contraction = { block: 'contractive', weight };
      graph.edges.push(
        { from: 'code.code', to: 'contraction.input' },
        { from: 'x.value', to: 'contraction.observation' },
        { from: 'contraction.energy', to: 'energy.terms' },
      );
      graph.training.learningRate = 0.01;
    },
  });
  const matrixOf = transpose(weights(trainer, 'code.weights'));
  trainer.set('contraction', 'weight', 0);
  const fit = mean(energies(trainer, train.values));
  trainer.dispose();
  const gains = symmetricEigen(multiply(matrixOf, transpose(matrixOf))).values;
  return {
    energy: fit + weight * squaredNorm(matrixOf.data),
    kept: gains.filter((gain) => gain > 0.03).length,
    least: [...variances].reduce((sum, v, index) => sum + (keeps(v, index) ? weight - weight ** 2 / (4 * v) : v), 0),
    directions: variances.filter(keeps).length,
  };
}

/** What a code need not follow it does not: it is still across the data, and moves along them (Rifai et al. 2011). */
export const proof: Proof = {
  system: 'contractive-autoencoder',
  async prove(tier): Promise<readonly Evidence[]> {
    const steps = tier === 'full' ? 2000 : 1000;
    const contracted = await contraction(steps);
    const free = await contraction(500, 0);
    const squeezed = await contraction(300, 10);
    const exact = await linearContraction(tier === 'full' ? 1000 : 600);
    return [
      {
        criterion: 'Jacobian of the code, ‖J‖² at held-out points, relative to that without the penalty',
        reference: 'Rifai et al. 2011, eq. 2',
        value: (contracted.along + contracted.across) / (free.along + free.across),
        bound: { below: 0.5 },
      },
      {
        criterion: 'variance of held-out points that the reconstructions miss',
        reference: 'the points vary by 1.2 % of it across their half circles',
        value: contracted.missed,
        bound: { below: 0.05 },
      },
      {
        criterion: 'change of the code across the half circles, relative to along them: ‖J n‖² / ‖J t‖²',
        reference: 'Rifai et al. 2011, §5: few directions are followed, those of the data; 1 where none is preferred',
        value: contracted.across / contracted.along,
        bound: { below: 0.5 },
      },
      {
        criterion: 'with one matrix for both ways, on digits: energy relative to the least',
        reference: 'Σ (λ − λ²/4v) where v > λ/2, Σ v elsewhere',
        value: exact.energy / exact.least,
        bound: { above: 0.999, below: 1.01 },
      },
      {
        criterion: `with one matrix for both ways: directions that are kept, of ${exact.directions} with v > λ/2`,
        reference: 'a² = 1 − λ/2v',
        value: exact.kept,
        bound: { above: exact.directions - 0.5, below: exact.directions + 0.5 },
      },
      {
        criterion: 'fails without the penalty: change across, relative to along',
        reference: 'a copy of the plane prefers no direction',
        value: free.across / free.along,
        bound: { above: 0.5 },
      },
      {
        criterion: 'fails with λ = 10: variance of held-out points that the reconstructions miss',
        reference: 'a code that may not change says nothing',
        value: squeezed.missed,
        bound: { above: 0.5 },
      },
    ];
  },
};
