import type { Optimizer, Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';

/** What an emitted module exports. */
export interface ModelModule {
  /** Live numbers: `learningRate` and others of the training, and one object a block, as in `settings.kl.weight`. */
  readonly settings: { learningRate: number; [node: string]: number | { [name: string]: number } };
  /** `samples`: how many training samples keep a code of their own, where any do; `steps`: how many were taken before. */
  createModel(options?: { seed?: number; samples?: number; steps?: number }): Model;
}

/** A model as emitted. Arguments are one tensor an observation, `[batch, ...shape]`, in the manifest's order. */
export interface Model {
  /** By name, as in `encoder.dense1.weights`. */
  readonly variables: { readonly [name: string]: Variable };
  /** The weighted sum of the terms, `[batch]`; the last argument may give a code by its name. */
  energy(...given: (Tensor | { readonly [code: string]: Tensor })[]): Tensor;
  /** Each weighted term, `[batch]`. */
  energyTerms(...observations: Tensor[]): { [name: string]: Tensor };
  /** What the loss adds so that the energy rises off the data, `[batch]` or one number. */
  contrastTerms?(...observations: Tensor[]): { [name: string]: Tensor };
  /** Every signal of the graph; the last argument may give a code by its name. */
  infer(...given: (Tensor | { readonly [code: string]: Tensor })[]): {
    [name: string]: Tensor | { mean: Tensor; logVariance: Tensor };
  };
  /** The point of the code, `[batch, dimensions]`. */
  encode?(observation: Tensor): Tensor;
  /** For a Gaussian code: its mean and log-variance, each `[batch, dimensions]`. */
  posterior?(observation: Tensor): { mean: Tensor; logVariance: Tensor };
  /** A code's place in the data space, `[batch, ...shape]`. */
  decode?(code: Tensor): Tensor;
  /** `decode(encode(x))`: without noise. */
  reconstruct?(observation: Tensor): Tensor;
  /** The corrupted observation that the model trains on. */
  corrupt?(observation: Tensor): Tensor;
  /** Decoded draws from the prior. */
  sample?(count: number): Tensor;
  /**
   * A part of an observation from the rest: the one that the manifest says, with its hidden entries filled in, where `seen`,
   * `[batch, ...shape]`, is 0; those that are seen stay as they are, bit by bit. After all observations `seen`, and then how
   * many `steps` and `restarts` a search takes.
   */
  complete?(...given: (Tensor | { steps?: number; restarts?: number })[]): Tensor;
  /** E(x, z) of the part of x that is seen, with what the code costs, `[batch]`. */
  jointEnergy?(observation: Tensor, code: Tensor, seen: Tensor): Tensor;
  /** One step of the optimizer on a batch; gives the mean of each term, which the caller disposes. */
  step(...observations: Tensor[]): { [name: string]: Scalar };
  /** Makes the next step the one behind so many, where a step depends on how many came before. */
  resume?(taken: number): void;
  /** How much of the run is done, where a number of the model follows it; within a step, that step counts. */
  progress?(): number;
  /**
   * The same step phase by phase, where it has several: each yields what it found under its name, and the last returns the means.
   * One that is begun must be taken to its end.
   */
  phases?(...observations: Tensor[]): Generator<{ [phase: string]: unknown }, { [name: string]: Scalar }>;
  /** The learning rate of a step, counted from 0, where it is not the same at each. */
  learningRate?(step: number): number;
  /** What moves the parameters that learn by gradient, if any do. */
  readonly optimizer?: Optimizer;
  dispose(): void;
}
