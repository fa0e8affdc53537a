import type { Expression, ParameterPath, SampleShape } from './expression';

/** How a parameter starts. Fans are the sizes that Glorot and He scale by. */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'glorotUniform'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'heNormal'; readonly fanIn: number };

export interface ParameterTensor {
  readonly path: ParameterPath;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
}

/** A number that may change while the model trains: `settings.kl.weight`. */
export interface Setting {
  /** The node in the document. */
  readonly node: string;
  /** The node's name in the code. */
  readonly key: string;
  readonly name: string;
  readonly value: number;
}

/** After every step, each slice of a parameter over `axes` is put back into a set. */
export interface Projection {
  readonly path: ParameterPath;
  readonly axes: readonly number[];
  readonly onto: 'unit-ball' | 'unit-norm';
}

/** What flows along a signal wire: one tensor, or the mean and log-variance of a Gaussian. */
export type Value =
  | { readonly kind: 'tensor'; readonly tensor: Expression }
  | { readonly kind: 'gaussian'; readonly mean: Expression; readonly logVariance: Expression };

/** `const name = …` inside a function. */
export interface Assignment {
  readonly name: string;
  readonly value: Expression;
}

/** A block's own function: its parameters are tensors, its body assignments, its result one value. */
export interface BlockFunction {
  readonly node: string;
  readonly name: string;
  readonly parameters: readonly Assignable[];
  readonly body: readonly Assignment[];
  readonly result: Value;
}

/** A name that holds a value: a tensor, or a Gaussian whose parts are its fields. */
export interface Assignable {
  readonly name: string;
  readonly kind: Value['kind'];
  readonly shape: SampleShape;
}

/** A name in the flow, or one part of the Gaussian that it holds. */
export interface Reference extends Assignable {
  readonly part?: 'mean';
}

/** One line of the graph's data flow: a block's function applied to earlier names. */
export interface FlowStep {
  readonly node: string;
  readonly target: Assignable;
  readonly call: { readonly name: string; readonly args: readonly Reference[] };
  /** A corruption works only while training; otherwise its first argument passes unchanged. */
  readonly onlyWhileTraining: boolean;
}

export interface EnergyTerm {
  readonly node: string;
  readonly name: string;
  /** For the header: `‖x − x̂‖²`. */
  readonly formula: string;
  /** One number a sample, weighted, over the names of the flow. */
  readonly value: Expression;
  /** One number a batch instead. */
  readonly overBatch: boolean;
  /** The names that it reads. */
  readonly reads: readonly Reference[];
}

export interface ObservationInput {
  readonly node: string;
  readonly name: string;
  readonly shape: SampleShape;
  readonly dataset: string;
}

/** How a decoder's raw output becomes data: as it is, through the logistic function, or as probabilities of categories. */
export type Link = 'identity' | 'sigmoid' | 'softmax';

/** A stretch of the flow without noise, as a function of one name: `encode`, `decode`, `reconstruct`. */
export interface Passage {
  readonly input: Assignable;
  readonly steps: readonly FlowStep[];
  readonly output: Reference;
  readonly link: Link;
}

/** The code that a model infers. */
export interface CodeVariable {
  readonly node: string;
  readonly kind: 'deterministic' | 'gaussian' | 'optimised';
  readonly dimensions: number;
}

export type OptimizerKind = 'sgd' | 'momentum' | 'rmsprop' | 'adam';

/** A graph as a program for its energy: all that an emitter reads. */
export interface EnergyProgram {
  readonly name: string;
  readonly about: string;
  readonly settings: readonly Setting[];
  readonly observations: readonly ObservationInput[];
  readonly parameters: readonly ParameterTensor[];
  readonly projections: readonly Projection[];
  readonly functions: readonly BlockFunction[];
  readonly flow: readonly FlowStep[];
  readonly terms: readonly EnergyTerm[];
  readonly code: CodeVariable | undefined;
  /** From the observation to the code. */
  readonly encode: Passage | undefined;
  /** From a point of the code to the data space. */
  readonly decode: Passage | undefined;
  /** From the observation to what is predicted of it. */
  readonly reconstruct: Passage | undefined;
  /** The block whose output the last two give. */
  readonly decoder: { readonly node: string; readonly shape: SampleShape } | undefined;
  /** The corruption of an observation, by its function. */
  readonly corruption: { readonly node: string; readonly name: string } | undefined;
  /** A code can be drawn only where a prior says from what. */
  readonly prior: 'standardNormal' | undefined;
  readonly optimizer: OptimizerKind;
  readonly learningRate: number;
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
}
