import type { Expression, SampleShape } from './expression';

/** Proximal gradient steps from zero, plain (ISTA) or accelerated (FISTA: Beck & Teboulle 2009). */
export interface ProximalGradient {
  readonly method: 'ista' | 'fista';
  readonly iterations: number;
}

/**
 * The z of least weight / sites · ‖target − decode(z)‖² + penalty · ‖z‖₁ a sample (Tibshirani 1996). To gradients it is a constant:
 * those of the least energy are those of the energy at this z (envelope theorem).
 */
export interface Lasso extends ProximalGradient {
  readonly op: 'lasso';
  /** `[batch, ...]`. */
  readonly target: Expression;
  /** The block's function that multiplies z with the atoms, and may add a bias. */
  readonly decode: string;
  /** `[units, size]`: a unit of z adds its atom. */
  readonly atoms: Expression;
  readonly weight: Expression;
  /** Where the squared error is a mean: over how many sites. */
  readonly sites: number;
  readonly penalty: Expression;
  readonly shape: SampleShape;
}
