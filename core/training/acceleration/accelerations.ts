import type { Acceleration } from './acceleration';
import { matrixProducts } from './matrix-products';
import { fusedUpdates } from './optimizer/update-kernel';
import { randomNumbers } from './random/random-numbers';

/** All of them, in the order in which they are put in place. */
export const accelerations: readonly Acceleration[] = [matrixProducts, randomNumbers, fusedUpdates];
