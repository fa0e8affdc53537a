import type { Binary, Expression, Formula, Unary } from '../../program/expression';
import type { Passage } from '../../program/program';
import type { LayerFunction } from './layer-functions';
import { call, type Doc, ternary, around as wrapped } from './layout';
import { type SafeFunction, safeFunctions } from './second-order';

const unaryNames: Record<Unary, string> = {
  neg: 'tf.neg',
  exp: 'tf.exp',
  log: 'tf.log',
  square: 'tf.square',
  sqrt: 'tf.sqrt',
  abs: 'tf.abs',
  relu: 'tf.relu',
  tanh: 'tf.tanh',
  sigmoid: 'tf.sigmoid',
  softplus: 'tf.softplus',
  elu: 'tf.elu',
  leakyRelu: 'tf.leakyRelu',
  silu: 'silu',
  step: 'tf.step',
};

const binaryNames: Record<Binary, string> = {
  add: 'tf.add',
  sub: 'tf.sub',
  mul: 'tf.mul',
  div: 'tf.div',
  maximum: 'tf.maximum',
  minimum: 'tf.minimum',
};

/** What a module includes only where it is used. */
export type Prelude =
  | 'affine'
  | 'silu'
  | 'stopGradient'
  | 'noise'
  | 'fista'
  | 'ista'
  | 'non-negative'
  | 'linear-fit'
  | 'quadratic'
  | 'total'
  | 'meansOf'
  | 'withoutGradient'
  | 'everyCode'
  | 'freeEnergy'
  | 'descend'
  | 'descendByAdam'
  | 'bounded'
  | 'unbounded'
  | 'unit-ball'
  | 'unit-sphere'
  | 'starts'
  | 'repeated'
  | 'restarts'
  | 'clusterMeans'
  | 'quantize'
  | 'jacobianNorm'
  | 'weightNorm'
  | 'infoNce'
  | 'gaussianGap'
  | 'softThreshold'
  | 'training'
  | 'progress'
  | 'pattern'
  | 'shifted'
  | LayerFunction
  | SafeFunction;

/** What printing needs of the module around an expression. */
export interface Surroundings {
  readonly typescript: boolean;
  /** The block whose weights its function is handed, as `own`. */
  readonly own: string | undefined;
  /** The key of the block that is being written. */
  readonly node: string | undefined;
  /** The function that prints a formula, made on its first use. */
  formulaName(formula: Formula): string;
  /** The function that is a stretch of the flow. */
  pathName(path: Passage): string;
  /** Every function is printed in a form whose second derivative is right. */
  readonly secondOrder: boolean;
  /** Notes that the module needs a prelude, the stream of noise, or to know whether it trains. */
  uses(what: Prelude): void;
}

type Pool = Extract<Expression, { op: 'pool' }>;

/** An expression as TensorFlow.js source. */
export function printExpression(expression: Expression, surroundings: Surroundings): Doc {
  const print = (inner: Expression): Doc => printExpression(inner, surroundings);
  const ranked = (inner: Expression, rank: number): Doc => asRank(print(inner), rank, surroundings);
  switch (expression.op) {
    case 'variable':
      return expression.name;
    case 'constant':
      return literal(expression.value);
    case 'setting':
      return `settings.${expression.path.join('.')}`;
    case 'parameter':
      return weightsOf(expression.path, surroundings);
    case 'field':
      return `${expression.of}.${expression.field}`;
    case 'unary':
      return call(unaryName(expression.fn, surroundings), print(expression.x));
    case 'binary': {
      const layer = affineLayer(expression);
      if (layer) {
        surroundings.uses('affine');
        return call('affine', print(layer.x), weightsOf(layer.path, surroundings));
      }
      return call(binaryName(expression.fn, surroundings), print(expression.a), print(expression.b));
    }
    case 'matMul':
      if (expression.x.shape.length > 1) surroundings.uses('pointwise');
      return call(
        expression.x.shape.length > 1 ? 'pointwise' : 'tf.matMul',
        print(expression.x),
        print(expression.weights),
      );
    case 'convolution': {
      const { x, kernel, stride, padding } = expression;
      const axes = x.shape.length - 1;
      const how = [literal(stride), `'${padding}'`];
      // tf.conv3d has a wrong gradient on WebAssembly, and no second one anywhere.
      if (axes === 3) {
        surroundings.uses('conv3d');
        return call('conv3d', print(x), print(kernel), ...how);
      }
      return call(`tf.conv${axes}d`, ranked(x, axes + 2), ranked(kernel, axes + 2), ...how);
    }
    case 'conv2dTranspose': {
      const output = `[${[batchOf(expression.x, surroundings), ...expression.shape.map(literal)].join(', ')}]`;
      return call(
        'tf.conv2dTranspose',
        ranked(expression.x, 4),
        ranked(expression.kernel, 4),
        output,
        perAxis(expression.stride),
        `'${expression.padding}'`,
      );
    }
    case 'reshape':
      return call('tf.reshape', print(expression.x), `[${[-1, ...expression.shape].map(literal).join(', ')}]`);
    case 'sum':
    case 'mean':
      return expression.x.shape.length
        ? call(`tf.${expression.op}`, print(expression.x), axes(expression.x.shape.length))
        : print(expression.x);
    case 'concat':
      return call(
        'tf.concat',
        { open: '[', items: expression.parts.map(print), close: ']' },
        literal(expression.axis + 1),
      );
    case 'stopGradient':
      surroundings.uses('stopGradient');
      return call('stopGradient', print(expression.x));
    case 'batchMean':
      return call('tf.mean', print(expression.x), '0', 'true');
    case 'pool':
      return pooling(expression, print(expression.x), surroundings);
    case 'upsample':
      surroundings.uses('upsample');
      return call('upsample', print(expression.x), literal(expression.factor));
    case 'normalize': {
      const { x, over, centred } = expression;
      const name = centred ? 'standardize' : 'overRootMeanSquare';
      surroundings.uses(name);
      return call(name, print(x), list(behindBatch(over === 'sample' ? x.shape.length : x.shape.length - 1)));
    }
    case 'attention': {
      const { x, query, key, value, output, heads } = expression;
      for (const each of ['attention', 'pointwise'] as const) surroundings.uses(each);
      if (surroundings.secondOrder) surroundings.uses('softmax');
      return call('attention', print(x), layerOf(surroundings, query, key, value, output), literal(heads));
    }
    case 'lista': {
      const { x, weights, lateral, threshold, iterations } = expression;
      for (const each of ['lista', 'softThreshold'] as const) surroundings.uses(each);
      return call('lista', print(x), layerOf(surroundings, weights, lateral, threshold), literal(iterations));
    }
    case 'whileTraining':
      surroundings.uses('training');
      return ternary('training', print(expression.training), print(expression.otherwise));
    case 'fill':
      return call(
        'tf.fill',
        `[${[batchOf(expression.like, surroundings), ...expression.shape.map(literal)].join(', ')}]`,
        literal(expression.value),
      );
    case 'uniform':
      surroundings.uses('noise');
      return call('random.noise.uniform', drawnShape(expression, surroundings), '0', '1');
    case 'normal':
      surroundings.uses('noise');
      return call('random.noise.normal', `${nameOf(expression.like)}.shape`);
    case 'matMulTransposed':
      return call('tf.matMul', print(expression.x), print(expression.weights), 'false', 'true');
    case 'quantize':
      surroundings.uses('quantize');
      surroundings.uses('stopGradient');
      return call('quantize', print(expression.x), print(expression.codebook));
    case 'apply':
      return call(
        expression.network,
        print(expression.x),
        ...(expression.averaged ? [`averages.${surroundings.node}`] : []),
      );
    case 'jacobianNorm':
      surroundings.uses('jacobianNorm');
      surroundings.uses('noise');
      return call(
        'jacobianNorm',
        surroundings.pathName(expression.of),
        expression.of.input.name,
        'random.noise.normal',
      );
    case 'weightNorm':
      surroundings.uses('weightNorm');
      return call('weightNorm', `parameters.${expression.network}`);
    case 'infoNce':
      surroundings.uses('infoNce');
      if (surroundings.secondOrder) for (const each of ['logSumExp', 'softmax'] as const) surroundings.uses(each);
      return call('infoNce', print(expression.a), print(expression.b), print(expression.temperature));
    case 'gaussianGap':
      for (const each of ['gaussianGap', 'noise'] as const) surroundings.uses(each);
      return call('gaussianGap', print(expression.x), literal(expression.directions), 'random.noise.normal');
    case 'search':
      throw new Error('A search is written as the body of its function.');
    case 'call':
      return call(surroundings.formulaName(expression.of), ...expression.args.map(print));
    case 'logSoftmax':
      if (!surroundings.secondOrder) return call('tf.logSoftmax', print(expression.x));
      for (const each of ['logSoftmax', 'softmax'] as const) surroundings.uses(each);
      return call('logSoftmax', print(expression.x));
    case 'slice': {
      const { axis, start, shape } = expression;
      const begin = [0, ...shape.map((_, index) => (index === axis ? start : 0))];
      return call('tf.slice', print(expression.x), list(begin), list([-1, ...shape]));
    }
    case 'sumLast':
      return call('tf.sum', print(expression.x), '-1');
    case 'batchProduct':
      return call('tf.matMul', print(expression.a), print(expression.b), 'true');
    case 'batchSize':
      return batchOf(expression.of, surroundings);
    case 'total':
      return call('tf.sum', print(expression.x));
    case 'identity':
      return call('tf.eye', literal(expression.shape[0] ?? 0));
    case 'range':
      return call('tf.range', '0', literal(expression.shape[0] ?? 0));
    case 'tensor':
      return call('tf.tensor', list(expression.values), list(expression.shape));
    case 'pattern':
      surroundings.uses('pattern');
      return call('pattern', list(expression.shape), ...expression.rows.map(digits));
    case 'shift': {
      surroundings.uses('shifted');
      const { x, axis, reach, draw } = expression;
      return call('shifted', print(x), literal(axis + 1), literal(reach), print(draw));
    }
    case 'progress':
      surroundings.uses('progress');
      return 'progress()';
  }
}

/** A weight, or a layer of them, by its path: among all, or among those that the function is handed. */
const weightsOf = ([block, ...rest]: readonly string[], { own }: Surroundings): string =>
  block === own ? ['own', ...rest].join('.') : ['parameters', block, ...rest].join('.');

/** TensorFlow.js types convolutions and pooling by the rank of what they take. */
const asRank = (doc: Doc, rank: number, { typescript }: Surroundings): Doc =>
  typescript ? wrapped('', doc, ` as tf.Tensor${rank}D`) : doc;

function unaryName(fn: Unary, surroundings: Surroundings): string {
  if (fn === 'silu') surroundings.uses('silu');
  const safe = surroundings.secondOrder ? safeFunctions[fn] : undefined;
  for (const each of safe ?? []) surroundings.uses(each);
  return safe && fn !== 'silu' ? fn : unaryNames[fn];
}

function binaryName(fn: Binary, surroundings: Surroundings): string {
  if (!surroundings.secondOrder || (fn !== 'maximum' && fn !== 'minimum')) return binaryNames[fn];
  surroundings.uses(fn);
  return fn;
}

function pooling({ kind, x: { shape }, size }: Pool, x: Doc, surroundings: Surroundings): Doc {
  const sides = shape.slice(0, -1);
  // The gradient of tf.avgPool divides by the sites of a whole patch at the edges too, where it had divided by fewer.
  const uneven = kind === 'avg' && sides.some((side) => side % size !== 0);
  if (uneven || surroundings.secondOrder) {
    const name = kind === 'max' ? 'maxPool' : 'averagePool';
    for (const each of [name, 'pool'] as const) surroundings.uses(each);
    return call(name, x, literal(size));
  }
  const name = `tf.${kind}Pool${sides.length === 3 ? '3d' : ''}`;
  if (sides.length > 1)
    return call(name, asRank(x, sides.length + 2, surroundings), literal(size), literal(size), "'same'");
  const wide = asRank(call('tf.expandDims', x, '2'), 4, surroundings);
  return call('tf.squeeze', call(name, wide, list([size, 1]), list([size, 1]), "'same'"), '[2]');
}

/** `parameters.encoder.attention1`: the layer whose parameters a function of the module takes together. */
function layerOf(surroundings: Surroundings, ...tensors: readonly Expression[]): string {
  const paths = tensors.map((each) => (each.op === 'parameter' ? each.path.slice(0, -1) : []));
  const [first] = paths;
  if (!first?.length || new Set(paths.map((path) => path.join('.'))).size !== 1)
    throw new Error('These tensors are not the parameters of one layer.');
  return weightsOf(first, surroundings);
}

/** A row of zeros and ones as source text. */
function digits(row: string): string {
  if (!/^[01]+$/.test(row)) throw new Error('A pattern has rows of the digits 0 and 1.');
  return `'${row}'`;
}

/** The shape of a draw: that of the tensor that it is like, or its own with that tensor's batch. */
function drawnShape({ like, shape }: Extract<Expression, { op: 'uniform' }>, surroundings: Surroundings): string {
  if (like.shape.join() === shape.join()) return `${nameOf(like)}.shape`;
  return `[${[batchOf(like, surroundings), ...shape.map(literal)].join(', ')}]`;
}

/** `x W + b` where both parameters are those of one layer: the idiom that `affine` names. */
function affineLayer({
  fn,
  a,
  b,
}: Extract<Expression, { op: 'binary' }>): { x: Expression; path: readonly string[] } | undefined {
  if (fn !== 'add' || a.op !== 'matMul' || a.x.shape.length > 1 || a.weights.op !== 'parameter' || b.op !== 'parameter')
    return undefined;
  const path = a.weights.path.slice(0, -1);
  return b.path.slice(0, -1).join('.') === path.join('.') ? { x: a.x, path } : undefined;
}

/** A number as source text; every number in the program has been checked to be finite. */
export function literal(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} cannot stand in emitted code.`);
  return String(value);
}

const list = (numbers: readonly number[]): string => `[${numbers.map(literal).join(', ')}]`;

/** One number where it is the same along all axes. */
const perAxis = (numbers: readonly number[]): string =>
  new Set(numbers).size === 1 ? literal(numbers[0] ?? 1) : list(numbers);

const behindBatch = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis + 1);

/** All axes behind the batch. */
const axes = (rank: number): string => (rank === 1 ? '1' : list(behindBatch(rank)));

/** The number of samples of a named tensor. */
const batchOf = (expression: Expression, { typescript }: Surroundings): string =>
  `${nameOf(expression)}.shape[0]${typescript ? ' ?? 0' : ''}`;

function nameOf(expression: Expression): string {
  if (expression.op !== 'variable')
    throw new Error(`A ${expression.op} must be given a name before its shape is read.`);
  return expression.name;
}
