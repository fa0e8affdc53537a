import { digits } from '../digits';
import { composites } from '../negatives';
import { firstRows, mean, transpose } from '../oracles/matrix';
import { principalAngles } from '../oracles/principal-angles';
import { optimalReconstructionError, orthonormalityError, principalComponents } from '../oracles/principal-components';
import type { Evidence, Proof } from '../proof';
import { block, energies, trained, weights } from '../system';

const dimensions = 10;

/** The optimum of a linear code is known: the span of the first principal components (Eckart & Young 1936). */
export const proof: Proof = {
  system: 'pca',
  async prove(): Promise<readonly Evidence[]> {
    const { train, test } = await digits();
    const exact = principalComponents(train.values);
    const least = optimalReconstructionError(exact, dimensions);

    const pca = await trained('pca');
    const directions = transpose(weights(pca, 'code.weights'));
    const angles = principalAngles(directions, firstRows(exact.components, dimensions));
    const energy = mean(energies(pca, train.values));
    const odd = mean(energies(pca, composites(test.values)));
    pca.dispose();

    const flat = await trained('pca', { change: (graph) => Object.assign(block(graph, 'code'), { dimensions: 64 }) });
    const flatOdd = mean(energies(flat, composites(test.values)));
    flat.dispose();

    const steep = await trained('pca', {
      steps: 60,
      change: (graph) => Object.assign(graph.training, { learningRate: 1 }),
    });
    const thrown = mean(energies(steep, train.values));
    steep.dispose();

    return [
      {
        criterion: 'the energy on the data is the variance beyond ten components: relative gap',
        reference: 'Eckart & Young 1936',
        value: energy / least - 1,
        bound: { above: -1e-5, below: 1e-3 },
      },
      {
        criterion: 'the code spans the principal components: largest angle, degrees',
        reference: 'eigenvectors of the covariance',
        value: (Math.max(...angles) * 180) / Math.PI,
        bound: { below: 1 },
      },
      {
        criterion: 'the tied matrix has become orthonormal: max |W Wᵀ − I|',
        reference: 'Baldi & Hornik 1989',
        value: orthonormalityError(directions),
        bound: { below: 0.02 },
      },
      {
        criterion: 'fails with 64 dimensions: the energy is flat, that of halves put together is next to that at 10',
        reference: 'a full-rank linear map is the identity',
        value: flatOdd / odd,
        bound: { below: 0.01 },
      },
      {
        criterion: 'fails with a learning rate of 1: the energy relative to the least grows in place of falling',
        reference: 'a step beyond twice the inverse of the curvature overshoots',
        value: thrown / least,
        bound: { above: 10 },
      },
    ];
  },
};
