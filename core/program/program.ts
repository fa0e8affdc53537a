import type { Completion } from './completion';
import type { Expression, ParameterPath, SampleShape } from './expression';
import type { Search } from './search';

/** How a parameter starts. Fans are the sizes that Glorot and He scale by. */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'glorotUniform'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'heNormal'; readonly fanIn: number };

export interface ParameterTensor {
  readonly path: ParameterPath;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** What moves it: the gradient of the loss, or an update of its own after each step. */
  readonly learns: 'gradient' | 'means';
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

/** After every step, each slice of a parameter over `axes` is put back into a set; without axes, each number. */
export interface Projection {
  readonly path: ParameterPath;
  readonly axes: readonly number[];
  readonly onto: 'unit-ball' | 'unit-norm' | 'orthonormal' | 'non-negative';
}

/** After every step, each entry of a parameter `[entries, size]` moves to the mean of the points that chose it. */
export interface ClusterMeans {
  readonly node: string;
  readonly path: ParameterPath;
  /** `[batch, size]`, or more slots of that size. */
  readonly points: Reference;
  /** `[batch, entries]`, how much each point is of each entry; the nearest entry where there is none. */
  readonly assignments: Reference | undefined;
  /** How much of the running means each step keeps: 0 takes the means of the batch alone. */
  readonly decay: Expression;
}

/** A copy of a block's weights that follows them slowly after every step: θ′ ← decay θ′ + (1 − decay) θ. */
export interface MovingAverage {
  readonly node: string;
  /** The block that is followed, and the key of its copy. */
  readonly of: string;
  readonly name: string;
  readonly decay: Expression;
}

/** What lifts the energy off the data, so that the loss is energy + contrast, or the contrast alone. */
export interface Contrast {
  readonly node: string;
  readonly name: string;
  /** For the header: `− F(y⁻)`. */
  readonly formula: string;
  readonly how: Sampled | Likelihood | DenoisingScore;
}

/** Negative samples by Langevin dynamics (Du & Mordatch 2019), and what is done with their energy. */
export interface Sampled {
  readonly kind: 'sampled';
  readonly start: 'data' | 'noise' | 'buffer';
  readonly steps: number;
  /** η and the scale of the noise in y ← y − η ∇F + scale √(2η) ε. */
  readonly rate: Expression;
  readonly noise: Expression;
  /** Chains that are kept between steps, and the share of them that starts anew. */
  readonly chains: number;
  readonly renewed?: Expression;
  /** Samples stay within the range of the data, where it has one. */
  readonly range: readonly [number, number] | null;
  readonly push: 'difference' | 'softplus' | 'hinge';
  readonly margin?: Expression;
  /** α (F(y)² + F(y⁻)²): keeps energies near zero. */
  readonly magnitude: Expression;
}

/** (1/β) log ∫ e^{−βF}, by quadrature on a grid over the plane. */
export interface Likelihood {
  readonly kind: 'likelihood';
  readonly beta: Expression;
  readonly extent: number;
  readonly points: number;
}

/** ‖σ ∇F(y + σε) − ε‖² in place of the energy (Vincent 2011). */
export interface DenoisingScore {
  readonly kind: 'score';
  readonly scale: Expression;
}

/** What flows along a signal wire: one tensor, or the mean and log-variance of a Gaussian. */
export type Value =
  | { readonly kind: 'tensor'; readonly tensor: Expression }
  | { readonly kind: 'gaussian'; readonly mean: Expression; readonly logVariance: Expression };

/** What arrives at a port: a signal, or another block's own function, to be applied here. */
export type Arrival = Value | { readonly kind: 'network'; readonly network: NetworkValue };

/** What a block lends to others: the name of its function, its weights, and its matrix if it is linear. */
export interface NetworkValue {
  readonly key: string;
  readonly paths: readonly ParameterPath[];
  readonly matrix: Expression | undefined;
  readonly output: SampleShape;
}

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
  /** Where all its values lie, or null for values without bounds. */
  readonly range: readonly [number, number] | null;
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
  readonly kind: 'deterministic' | 'gaussian' | 'optimised' | 'one-hot' | 'vector-quantized';
  readonly dimensions: number;
}

/** The code that is found by minimizing the energy: the flow's step, and whether each training sample keeps its own. */
export interface SearchedCode {
  readonly step: FlowStep;
  readonly search: Search;
}

export type OptimizerKind = 'sgd' | 'momentum' | 'rmsprop' | 'adam' | 'adamw';

/** How the learning rate goes over the steps of a run. */
export type RateSchedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'warm-up'; readonly warmUp: number }
  | { readonly kind: 'cosine'; readonly warmUp: number }
  /** Multiplied by `decay` in every so many steps: at once, or evenly. */
  | { readonly kind: 'step' | 'exponential'; readonly decay: number; readonly every: number };

/** A graph as a program for its energy: all that an emitter reads. */
export interface EnergyProgram {
  readonly name: string;
  readonly about: string;
  readonly settings: readonly Setting[];
  readonly observations: readonly ObservationInput[];
  readonly parameters: readonly ParameterTensor[];
  readonly projections: readonly Projection[];
  readonly means: readonly ClusterMeans[];
  readonly averages: readonly MovingAverage[];
  readonly functions: readonly BlockFunction[];
  readonly flow: readonly FlowStep[];
  readonly terms: readonly EnergyTerm[];
  readonly code: CodeVariable | undefined;
  /** All blocks of codes: of several, none is the code of the model. */
  readonly codes: readonly string[];
  readonly searched: SearchedCode | undefined;
  readonly contrasts: readonly Contrast[];
  /** Gradients of gradients are taken: only forms whose second derivatives are right will do. */
  readonly secondOrder: boolean;
  /** From the observation to the code. */
  readonly encode: Passage | undefined;
  /** From a point of the code to the data space. */
  readonly decode: Passage | undefined;
  /** From the observation to what is predicted of it. */
  readonly reconstruct: Passage | undefined;
  /** The block whose output the last two give, and the observation that it predicts. */
  readonly decoder: { readonly node: string; readonly shape: SampleShape; readonly target: string } | undefined;
  /** The corruption of an observation, by its function. */
  readonly corruption: { readonly node: string; readonly name: string } | undefined;
  /** From a part of the observation to the rest; absent where there is more than one observation. */
  readonly completion: Completion | undefined;
  /** A code can be drawn only where a prior says from what. */
  readonly prior: 'standardNormal' | undefined;
  readonly optimizer: OptimizerKind;
  readonly learningRate: number;
  readonly schedule: RateSchedule;
  /** Of decoupled weight decay, where the optimizer has it. */
  readonly weightDecay: number | undefined;
  /** The longest that the gradient may be, where it is clipped. */
  readonly clipNorm: number | undefined;
  readonly batch: number;
  readonly steps: number;
  readonly seed: number;
}
