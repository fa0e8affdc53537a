import type { Binary, Expression, Formula, Unary } from '../../program/expression';
import type { Passage } from '../../program/program';
import { call, type Doc } from './layout';

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
  | 'unit-ball'
  | 'unit-sphere'
  | 'starts'
  | 'restarts'
  | 'clusterMeans'
  | 'quantize'
  | 'jacobianNorm'
  | 'weightNorm';

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
  /** Notes that the module needs a prelude, or the stream of noise. */
  uses(what: Prelude): void;
}

/** An expression as TensorFlow.js source. */
export function printExpression(expression: Expression, around: Surroundings): Doc {
  const print = (inner: Expression): Doc => printExpression(inner, around);
  const image = (inner: Expression): Doc => {
    const text = print(inner);
    return around.typescript && typeof text === 'string' ? `${text} as tf.Tensor4D` : text;
  };
  switch (expression.op) {
    case 'variable':
      return expression.name;
    case 'constant':
      return literal(expression.value);
    case 'setting':
      return `settings.${expression.path.join('.')}`;
    case 'parameter':
      return weightsOf(expression.path, around);
    case 'field':
      return `${expression.of}.${expression.field}`;
    case 'unary':
      if (expression.fn === 'silu') around.uses('silu');
      return call(unaryNames[expression.fn], print(expression.x));
    case 'binary': {
      const layer = affineLayer(expression);
      if (layer) {
        around.uses('affine');
        return call('affine', print(layer.x), weightsOf(layer.path, around));
      }
      return call(binaryNames[expression.fn], print(expression.a), print(expression.b));
    }
    case 'matMul':
      return call('tf.matMul', print(expression.x), print(expression.weights));
    case 'conv2d':
      return call(
        'tf.conv2d',
        image(expression.x),
        image(expression.kernel),
        literal(expression.stride),
        `'${expression.padding}'`,
      );
    case 'conv2dTranspose': {
      const output = `[${[batchOf(expression.x, around), ...expression.shape.map(literal)].join(', ')}]`;
      return call(
        'tf.conv2dTranspose',
        image(expression.x),
        image(expression.kernel),
        output,
        literal(expression.stride),
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
      around.uses('stopGradient');
      return call('stopGradient', print(expression.x));
    case 'batchMean':
      return call('tf.mean', print(expression.x), '0', 'true');
    case 'pool2d': {
      const size = literal(expression.size);
      return call(expression.kind === 'max' ? 'tf.maxPool' : 'tf.avgPool', image(expression.x), size, size, "'same'");
    }
    case 'upsample2d': {
      const [height = 0, width = 0] = expression.shape;
      return call('tf.image.resizeNearestNeighbor', image(expression.x), `[${literal(height)}, ${literal(width)}]`);
    }
    case 'fill':
      return call(
        'tf.fill',
        `[${[batchOf(expression.like, around), ...expression.shape.map(literal)].join(', ')}]`,
        literal(expression.value),
      );
    case 'uniform':
      around.uses('noise');
      return call('random.noise.uniform', `${nameOf(expression.like)}.shape`, '0', '1');
    case 'normal':
      around.uses('noise');
      return call('random.noise.normal', `${nameOf(expression.like)}.shape`);
    case 'matMulTransposed':
      return call('tf.matMul', print(expression.x), print(expression.weights), 'false', 'true');
    case 'quantize':
      around.uses('quantize');
      around.uses('stopGradient');
      return call('quantize', print(expression.x), print(expression.codebook));
    case 'apply':
      return call(expression.network, print(expression.x), ...(expression.averaged ? [`averages.${around.node}`] : []));
    case 'jacobianNorm':
      around.uses('jacobianNorm');
      around.uses('noise');
      return call('jacobianNorm', around.pathName(expression.of), expression.of.input.name, 'random.noise.normal');
    case 'weightNorm':
      around.uses('weightNorm');
      return call('weightNorm', `parameters.${expression.network}`);
    case 'search':
      throw new Error('A search is written as the body of its function.');
    case 'call':
      return call(around.formulaName(expression.of), ...expression.args.map(print));
  }
}

/** A weight, or a layer of them, by its path: among all, or among those that the function is handed. */
const weightsOf = ([block, ...rest]: readonly string[], { own }: Surroundings): string =>
  block === own ? ['own', ...rest].join('.') : ['parameters', block, ...rest].join('.');

/** `x W + b` where both parameters are those of one layer: the idiom that `affine` names. */
function affineLayer({
  fn,
  a,
  b,
}: Extract<Expression, { op: 'binary' }>): { x: Expression; path: readonly string[] } | undefined {
  if (fn !== 'add' || a.op !== 'matMul' || a.weights.op !== 'parameter' || b.op !== 'parameter') return undefined;
  const path = a.weights.path.slice(0, -1);
  return b.path.slice(0, -1).join('.') === path.join('.') ? { x: a.x, path } : undefined;
}

/** A number as source text; every number in the program has been checked to be finite. */
export function literal(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} cannot stand in emitted code.`);
  return String(value);
}

/** All axes behind the batch. */
const axes = (rank: number): string =>
  rank === 1 ? '1' : `[${Array.from({ length: rank }, (_, axis) => axis + 1).join(', ')}]`;

/** The number of samples of a named tensor. */
const batchOf = (expression: Expression, { typescript }: Surroundings): string =>
  `${nameOf(expression)}.shape[0]${typescript ? ' ?? 0' : ''}`;

function nameOf(expression: Expression): string {
  if (expression.op !== 'variable')
    throw new Error(`A ${expression.op} must be given a name before its shape is read.`);
  return expression.name;
}
