import type { Binary, Expression, Formula, Unary } from '../../program/expression';
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
export type Prelude = 'affine' | 'silu' | 'stopGradient' | 'noise' | 'fista' | 'ista';

/** What printing needs of the module around an expression. */
export interface Surroundings {
  readonly typescript: boolean;
  /** The function that prints a formula, made on its first use. */
  formulaName(formula: Formula): string;
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
      return `parameters.${expression.path.join('.')}`;
    case 'field':
      return `${expression.of}.${expression.field}`;
    case 'unary':
      if (expression.fn === 'silu') around.uses('silu');
      return call(unaryNames[expression.fn], print(expression.x));
    case 'binary': {
      const layer = affineLayer(expression);
      if (layer) {
        around.uses('affine');
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
    case 'lasso':
      around.uses(expression.method);
      return call(
        expression.method,
        print(expression.target),
        expression.decode,
        print(expression.atoms),
        expression.sites === 1
          ? print(expression.weight)
          : `${print(expression.weight)} / ${literal(expression.sites)}`,
        print(expression.penalty),
        literal(expression.iterations),
      );
    case 'call':
      return call(around.formulaName(expression.of), ...expression.args.map(print));
  }
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
