import type { Json, JsonPath } from '../graph/document';
import type { Operation } from '../graph/operation';
import type { Expression, SampleShape } from '../program/expression';
import type {
  Arrival,
  Contrast,
  Initializer,
  Link,
  NetworkValue,
  ParameterTensor,
  Projection,
  Value,
} from '../program/program';
import type { Inference } from '../program/search';
import type { Parameters, ValuesOf } from './parameter';
import type { Role, Shape, Signal } from './signal';

export type Category =
  | 'observation'
  | 'encoder'
  | 'code'
  | 'noise'
  | 'regularizer'
  | 'decoder'
  | 'combine'
  | 'distance'
  | 'energy'
  | 'contrast';

/** Where a wire can end. A port takes one wire unless it takes `many`. */
export interface Port {
  readonly name: string;
  /** A tensor, a term of the energy, or the whole energy as a function. */
  readonly kind: 'signal' | 'energy' | 'total';
  /** The roles that a signal port takes, or the role that it gives. */
  readonly roles: readonly Role[];
  readonly about: string;
  readonly many?: boolean;
  /** The block does without it. */
  readonly optional?: boolean;
  /** It carries weights, not data: nothing flows through it from sample to sample. */
  readonly lends?: boolean;
}

/** A way to mend a fault: a title for the button, and the operation. */
export interface Fix {
  readonly title: string;
  readonly operation: Operation;
}

/** A fix that gives one parameter of a node another value. */
export const setParameter = (title: string, node: string, path: JsonPath, value: Json): Fix => ({
  title,
  operation: { kind: 'set-parameter', node, path, value },
});

/** A port, and what would do there: a signal of a shape, or a block that lends a matrix. */
export type Wanted = { readonly port: string } & ({ readonly shape: Shape } | { readonly lends: 'matrix' });

/** Why a block cannot take what arrived. */
export interface ShapeProblem {
  readonly code: string;
  /** What arrived, what was needed. */
  readonly message: string;
  /** The parameter at fault, as a path inside the node; else the port. */
  readonly path?: readonly (string | number)[];
  readonly port?: string;
  readonly fixes?: readonly Fix[];
  /** What would do instead, port by port: any one of them mends it. */
  readonly wants?: readonly Wanted[];
}

export type ShapeResult =
  | { readonly outputs: { readonly [port: string]: Signal }; readonly layers?: readonly LayerReport[] }
  | { readonly problem: ShapeProblem; readonly layers?: readonly LayerReport[] };

/** The shape behind one layer of a stack and its number of parameters. */
export interface LayerReport {
  readonly shape: Shape;
  readonly parameters: number;
}

/** Names and parameters that a block asks for while it lowers. */
export interface LoweringScope {
  readonly node: string;
  /** Declares a tensor of this node, `['dense1', 'weights']`, and gives it as an expression. */
  parameter(
    path: readonly string[],
    shape: readonly number[],
    initializer: Initializer,
    learns?: ParameterTensor['learns'],
  ): Expression;
  /** A number that may change while the model trains. */
  setting(name: string, value: number): Expression;
  /** Keeps a tensor of this node inside a set after every step: each of its slices over `axes`. */
  project(path: readonly string[], axes: readonly number[], onto: Projection['onto']): void;
  /** The code of this shape with the least energy, a sample; what its energy is, the graph around the block says. */
  search(shape: SampleShape, how: Inference, rate?: Expression): Expression;
  /** Moves the rows of a parameter of this node to the means of the points that choose them, after every step. */
  clusterMeans(path: readonly string[], decay: Expression, points: { readonly port: string } | 'observed'): void;
  /** A copy of another block's weights that follows them, under this node's name. */
  movingAverage(network: NetworkValue, decay: Expression): void;
  /** ‖∂ of / ∂ by‖² a sample, between two signals of the flow. */
  jacobianNorm(of: Expression, by: Expression): Expression;
  /** Names an intermediate value and gives the name back as an expression. */
  assign(name: string, value: Expression): Expression;
}

interface BlockBase<P extends Parameters> {
  /** The name in documents. */
  readonly type: string;
  readonly title: string;
  readonly category: Category;
  /** One sentence: what it does to an energy. */
  readonly about: string;
  /** Words of purpose that a search finds it by. */
  readonly keywords: readonly string[];
  readonly reference?: string;
  readonly parameters: P;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** For optional ports whose need depends on the values: those that must have a wire, and those that may not. */
  inputNeeds?(values: ValuesOf<P>): { readonly [port: string]: 'required' | 'unused' };
  /** What new blocks of the type are called: `encoder`, `kl`. */
  readonly idHint: string;
  /** One line for the face of the block: `dense 400 relu → 20`. */
  summary(values: ValuesOf<P>): string;
  shape(context: {
    readonly node: string;
    readonly values: ValuesOf<P>;
    readonly inputs: { readonly [port: string]: Signal };
  }): ShapeResult;
}

export interface ObservationBlock<P extends Parameters = Parameters> extends BlockBase<P> {
  readonly lowering: 'observation';
  dataset(values: ValuesOf<P>): string;
}

/** A block that turns signals into a signal. */
export interface SignalBlock<P extends Parameters = Parameters> extends BlockBase<P> {
  readonly lowering: 'signal';
  /** The name of the result in the emitted code: `h`, `z`, `xHat`. */
  valueName(values: ValuesOf<P>): string;
  lower(scope: LoweringScope, values: ValuesOf<P>, inputs: { readonly [port: string]: Arrival }): Value;
  /** Without noise: a reparameterized sample is its mean, a corruption does nothing. */
  readonly withoutNoise?: 'mean' | 'identity';
  /** How the output is found, where that is by minimizing the energy. */
  inference?(values: ValuesOf<P>): Inference | undefined;
  /** Whether the output is a linear map of the input, and perhaps a shift. */
  isLinear?(values: ValuesOf<P>): boolean;
  /** Where the output is the input times a matrix, and perhaps a bias: its path inside the node, `[inputs, outputs]`. */
  linearMap?(values: ValuesOf<P>): readonly string[] | undefined;
  /** The path inside the node of the one matrix that it learns, `[inputs, outputs]`, whatever it does besides. */
  matrix?(values: ValuesOf<P>): readonly string[] | undefined;
  /** The output takes one of a few values, slot by slot. */
  readonly quantizes?: boolean;
  /** A corruption works only while training. */
  readonly onlyWhileTraining?: boolean;
  /** No gradient reaches what it reads. */
  stopsGradient?(values: ValuesOf<P>): boolean;
  /** How it uses the network that is lent to it: the same weights, or a moving average of them. */
  borrows?(values: ValuesOf<P>): 'shared' | 'moving-average';
}

/** A block that ends in energy: one number a sample. */
export interface TermBlock<P extends Parameters = Parameters> extends BlockBase<P> {
  readonly lowering: 'term';
  /** For a reader, over the names of its inputs: `‖x − x̂‖²`. */
  formula(names: { readonly [port: string]: string }, values: ValuesOf<P>): string;
  lower(scope: LoweringScope, values: ValuesOf<P>, inputs: { readonly [port: string]: Arrival }): Expression;
  /** How the prediction that it reads becomes data. */
  readonly link?: Link;
  /** It holds a derivative, so that training takes derivatives of derivatives. */
  readonly secondOrder?: boolean;
  /** It adds up an error over the sites, and takes `seen`, `[batch, ...shape]`, 1 where a site counts. */
  readonly bySite?: boolean;
  /** One number a batch, not one a sample: it says something of all of them together. */
  readonly overBatch?: boolean;
  /** It never exceeds some number, so that a negative weight does not let the energy fall without end. */
  readonly bounded?: 'above';
  /** It costs energy where its input is the same for every sample, for that is no spread, no pair of its own, or no normal. */
  readonly spreads?: 'variance' | 'decorrelation' | 'contrast' | 'normality';
  /** It costs energy where units of its input repeat each other. */
  readonly decorrelates?: boolean;
  /** The two inputs that it draws together, where they are not called prediction and target. */
  readonly compares?: readonly [string, string];
  /** It falls without end unless something lifts it elsewhere. */
  readonly bottomless?: boolean;
  /** What a regularizer asks of a code: that few units are used, that it is small or changes slowly; or that weights are small. */
  readonly pull?: 'sparsity' | 'norm' | 'contraction' | 'weights';
  /** The inputs that it takes as they are: it does not move what gives them. */
  given?(values: ValuesOf<P>): readonly string[];
  /** What it is to proximal steps on a code: a square of something linear in it, or its L1 norm. */
  readonly proximal?: 'quadratic' | 'l1';
  /** A regularizer that is a negative log prior says which, so that codes can be drawn from it. */
  readonly prior?: 'standardNormal';
}

export interface EnergyBlock<P extends Parameters = Parameters> extends BlockBase<P> {
  readonly lowering: 'energy';
}

/** A block that lifts the energy off the data: it takes the whole energy, and adds to the loss. */
export interface ContrastBlock<P extends Parameters = Parameters> extends BlockBase<P> {
  readonly lowering: 'contrast';
  /** How it lifts the energy: at samples, everywhere, or by its slope. */
  readonly lifts: 'contrast' | 'likelihood' | 'score';
  /** It takes derivatives of the energy, so that training takes derivatives of derivatives. */
  readonly secondOrder?: boolean;
  /** What it needs of an observation, or why it cannot take it. */
  observed?(values: ValuesOf<P>, observation: Signal): string | undefined;
  /** `name`: what the observation is called. */
  lower(
    scope: LoweringScope,
    values: ValuesOf<P>,
    observation: Signal,
    name: string,
  ): Pick<Contrast, 'formula' | 'how'>;
}

export type Block<P extends Parameters = Parameters> =
  | ObservationBlock<P>
  | SignalBlock<P>
  | TermBlock<P>
  | EnergyBlock<P>
  | ContrastBlock<P>;

/** Keeps the types of a block's own parameters inside its file; outside, every block looks alike. */
export const observationBlock = <P extends Parameters>(block: Omit<ObservationBlock<P>, 'lowering'>): Block =>
  ({ ...block, lowering: 'observation' }) as unknown as Block;
export const signalBlock = <P extends Parameters>(block: Omit<SignalBlock<P>, 'lowering'>): Block =>
  ({ ...block, lowering: 'signal' }) as unknown as Block;
export const termBlock = <P extends Parameters>(block: Omit<TermBlock<P>, 'lowering'>): Block =>
  ({ ...block, lowering: 'term' }) as unknown as Block;
export const energyBlock = <P extends Parameters>(block: Omit<EnergyBlock<P>, 'lowering'>): Block =>
  ({ ...block, lowering: 'energy' }) as unknown as Block;

export const contrastBlock = <P extends Parameters>(block: Omit<ContrastBlock<P>, 'lowering'>): Block =>
  ({ ...block, lowering: 'contrast' }) as unknown as Block;

/** The signal at an input port; the checker asks a block for its shapes only once all of them are known. */
export function signal(inputs: { readonly [port: string]: Signal }, port: string): Signal {
  const found = inputs[port];
  if (!found) throw new Error(`The checker asks for no shape without a signal at “${port}”.`);
  return found;
}

/** The value of a port that takes one tensor. */
export function tensor(inputs: { readonly [port: string]: Arrival }, port: string): Expression {
  const value = inputs[port];
  if (value?.kind !== 'tensor') throw new Error(`The checker lets no lowering pass without a tensor at “${port}”.`);
  return value.tensor;
}

/** The value of a port that takes a Gaussian. */
export function gaussian(
  inputs: { readonly [port: string]: Arrival },
  port: string,
): { mean: Expression; logVariance: Expression } {
  const value = inputs[port];
  if (value?.kind !== 'gaussian') throw new Error(`The checker lets no lowering pass without a Gaussian at “${port}”.`);
  return value;
}

/** The value of a port that takes another block's network. */
export function network(inputs: { readonly [port: string]: Arrival }, port: string): NetworkValue {
  const value = inputs[port];
  if (value?.kind !== 'network') throw new Error(`The checker lets no lowering pass without a network at “${port}”.`);
  return value.network;
}

/** The port through which a block lends its network to others. */
export const networkPort: Port = {
  name: 'network',
  kind: 'signal',
  roles: ['network'],
  about: 'The block itself, for others that share its weights.',
  lends: true,
};

/** The parameters that a new block is written with: those that a reader should see. */
export const writtenDefaults = (parameters: Parameters): { [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { default: value, implied }]) =>
      implied ? [] : [[name, value as Json]],
    ),
  );
