import type { Expression } from './expression';
import type { Assignable, FlowStep, Link, ObservationInput, Reference } from './program';

/**
 * How the hidden part of an observation is found from the part that is seen: the clamped part stays, and the energy is
 * minimized over the rest and the code (LeCun et al. 2006, §1.1).
 */
export type Completion =
  /** The model takes a mask: what it predicts of the hidden part. */
  | {
      readonly kind: 'prediction';
      /** What is observed with its hidden part set to 0, and the mask, of which one channel may stand for all of a site. */
      readonly known: Assignable;
      readonly mask: Assignable;
      readonly steps: readonly FlowStep[];
      readonly output: Reference;
      readonly link: Link;
    }
  /** The code of least energy for what is seen; the hidden part is what it decodes to. */
  | { readonly kind: 'code'; readonly joint: JointEnergy }
  /** Gradient steps on the hidden part of an observation itself, `seen` the name of the mask; others are seen as a whole. */
  | { readonly kind: 'descent'; readonly seen: string; readonly observed: ObservationInput };

/** E(x, z) of the part of x that is seen, with what the code costs, for a code that is given. */
export interface JointEnergy {
  readonly code: Assignable;
  /** The name of the mask, `[batch, ...shape]`. */
  readonly seen: string;
  /** From the code to what the terms read, without noise. */
  readonly steps: readonly FlowStep[];
  /** One number a sample, weighted, over the names of the steps. */
  readonly terms: readonly { readonly name: string; readonly value: Expression }[];
  /** Whether every term is quadratic in the code, so that proximal gradient steps find the one least energy. */
  readonly quadratic: boolean;
}
