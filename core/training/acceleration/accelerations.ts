import type { Acceleration } from './acceleration';
import { convolutions } from './convolutions';
import { elementwiseFunctions } from './elementwise-functions';
import { gatheredRows } from './gathered-rows';
import { matrixProducts } from './matrix-products';
import { fusedUpdates } from './optimizer/update-kernel';
import { randomNumbers } from './random/random-numbers';
import { sums } from './sums';

/** All of them, in the order in which they are put in place. */
export const accelerations: readonly Acceleration[] = [
  matrixProducts,
  convolutions,
  elementwiseFunctions,
  sums,
  gatheredRows,
  randomNumbers,
  fusedUpdates,
];
