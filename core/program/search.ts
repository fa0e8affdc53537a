import type { Expression, SampleShape } from './expression';

/** Where a code that is found must lie. */
export type Bound = 'none' | 'unit-ball' | 'unit-sphere' | 'non-negative';

/** How a code is found that is not predicted: the argument of the least energy, or what is expected of it. */
export type Inference =
  /** Proximal gradient steps from zero, plain (ISTA) or accelerated (FISTA: Beck & Teboulle 2009). */
  | {
      readonly kind: 'proximal';
      readonly method: 'ista' | 'fista';
      readonly steps: number;
      readonly bound: 'none' | 'non-negative';
    }
  /** Gradient steps, plain or by Adam, each put back into a set; the best of several starts. */
  | {
      readonly kind: 'descent';
      readonly method: 'gradient' | 'adam';
      readonly steps: number;
      readonly restarts: number;
      readonly bound: Bound;
      /** Where a training sample's code starts from its last place: how many steps it then takes. */
      readonly visit: number | undefined;
    }
  /** Every one-hot code is tried: the best is taken, or each as likely as e^{−β energy}. */
  | { readonly kind: 'every'; readonly take: 'least' | 'expected' };

export type Proximal = Extract<Inference, { kind: 'proximal' }>;
export type Descent = Extract<Inference, { kind: 'descent' }>;
export type Exhaustive = Extract<Inference, { kind: 'every' }>;

/**
 * The code of least energy, a sample. To gradients it is a constant: those of the least energy are those of the energy at
 * this code (envelope theorem).
 */
export type Search = { readonly op: 'search'; readonly shape: SampleShape } & (
  | { readonly how: Proximal; readonly smooth: LinearFit | 'energy'; readonly penalty: Penalty | undefined }
  | { readonly how: Descent; readonly rate: Expression }
  | { readonly how: Exhaustive; readonly beta: Expression | undefined }
);

/** weight / sites · ‖target − decode(z)‖², where decode multiplies z with the atoms `[units, size]` and may add a bias. */
export interface LinearFit {
  /** `[batch, ...]`. */
  readonly target: Expression;
  /** The block's function. */
  readonly decode: string;
  readonly atoms: Expression;
  readonly weight: Expression;
  /** Where the squared error is a mean: over how many sites. */
  readonly sites: number;
}

/** λ ‖z‖₁: the term of the energy that a proximal step stands for (Tibshirani 1996). */
export interface Penalty {
  /** The key of the term among those of the energy. */
  readonly term: string;
  readonly weight: Expression;
}
