import type { Acceleration } from './acceleration';
import { matrixProducts } from './matrix-products';

/** All of them, in the order in which they are put in place. */
export const accelerations: readonly Acceleration[] = [matrixProducts];
