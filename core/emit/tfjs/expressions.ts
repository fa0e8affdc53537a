import type { Binary, Expression, Formula, Unary } from '../../program/expression';
import { around, call, type Doc } from './layout';

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
  | 'progress'
  | 'pattern'
  | 'shifted';

/** What printing needs of the module around an expression. */
export interface Surroundings {
  readonly typescript: boolean;
  /** The function that prints a formula, made on its first use. */
  formulaName(formula: Formula): string;
  /** Notes that the module needs a prelude, or the stream of noise. */
  uses(what: Prelude): void;
}

/** An expression as TensorFlow.js source. */
export function printExpression(expression: Expression, surroundings: Surroundings): Doc {
  const print = (inner: Expression): Doc => printExpression(inner, surroundings);
  const image = (inner: Expression): Doc => {
    return surroundings.typescript ? around('', print(inner), ' as tf.Tensor4D') : print(inner);
  };
  switch (expression.op) {
    case 'variable':
      return expression.name;
    case 'constant':
      return literal(expression.value);
    case 'setting':
      return `settings.${expression.path.join('.')}`;
    case 'parameter':
      return `parameters.${expression.path.join('.')}`;
    case 'field':
      return `${expression.of}.${expression.field}`;
    case 'unary':
      if (expression.fn === 'silu') surroundings.uses('silu');
      return call(unaryNames[expression.fn], print(expression.x));
    case 'binary': {
      const layer = affineLayer(expression);
      if (layer) {
        surroundings.uses('affine');
        return call('affine', print(layer.x), `parameters.${layer.path.join('.')}`);
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
      const output = `[${[batchOf(expression.x, surroundings), ...expression.shape.map(literal)].join(', ')}]`;
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
      surroundings.uses('stopGradient');
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
        `[${[batchOf(expression.like, surroundings), ...expression.shape.map(literal)].join(', ')}]`,
        literal(expression.value),
      );
    case 'uniform':
      surroundings.uses('noise');
      return call('random.noise.uniform', drawnShape(expression, surroundings), '0', '1');
    case 'normal':
      surroundings.uses('noise');
      return call('random.noise.normal', `${nameOf(expression.like)}.shape`);
    case 'lasso':
      surroundings.uses(expression.method);
      return call(
        expression.method,
        print(expression.target),
        expression.decode,
        print(expression.atoms),
        print(expression.weight),
        print(expression.penalty),
        literal(expression.iterations),
      );
    case 'call':
      return call(surroundings.formulaName(expression.of), ...expression.args.map(print));
    case 'logSoftmax':
      return call('tf.logSoftmax', print(expression.x));
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

const list = (numbers: readonly number[]): string => `[${numbers.map(literal).join(', ')}]`;

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
