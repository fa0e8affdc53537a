import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { tensorflow } from '../../core/training/acceleration/tensorflow';
import type { Expression, View, Writer } from '../../core/training/expression';
import type { Call } from '../../core/training/recording/recording';
import { webglDialect } from '../../core/training/recording/webgl/dialect';
import { webgpuDialect } from '../../core/training/recording/webgpu/dialect';

/*
 * What kernels give on the backend that is on, for a test to compare with what they give on another.
 */

export interface Computed {
  readonly uniform: number[];
  readonly normal: number[];
  /** Products of matrices, and what is computed by joined kernels, by what they are of. */
  readonly products: { readonly [of: string]: number[] };
  readonly joined: { readonly [of: string]: number[] };
  /** What functions of each number give, by kernel. */
  readonly functions: { readonly [kernel: string]: number[] };
  /** Where values stand after 20 steps, by optimizer. */
  readonly values: { readonly [optimizer: string]: number[] };
}

const optimizers: { readonly [name: string]: (train: typeof tf.train) => tf.Optimizer } = {
  sgd: (train) => train.sgd(0.05),
  momentum: (train) => train.momentum(0.05, 0.9),
  rmsprop: (train) => train.rmsprop(0.01, 0.9, 0.5),
  adam: (train) => train.adam(0.01),
};

/** At first such whose numbers stay in pairs when they are laid end to end; behind the single number none do. */
const shapes = [[300, 70], [4, 6], [8], [2, 3, 4], [], [3], [4, 5], [1, 2, 3, 4], [9], [6]];

export interface Valley {
  readonly optimizer: tf.Optimizer;
  readonly variables: readonly tf.Variable[];
  step(): void;
  gradients(): tf.NamedTensorMap;
}

export function valley(optimizer: tf.Optimizer): Valley {
  const variables = shapes.map((shape, index) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', index + 1)));
  const loss = (): tf.Scalar =>
    tf.addN(variables.map((variable, index) => tf.mul(0.5 * (index + 1), tf.sum(tf.square(variable)))));
  return {
    optimizer,
    variables,
    step: () => void optimizer.minimize(loss, false, variables),
    gradients: () => tf.tidy(() => tf.variableGrads(loss, variables).grads),
  };
}

export const close = ({ optimizer, variables }: Valley): void => {
  optimizer.dispose();
  tf.dispose([...variables]);
};

export async function descend(train: typeof tf.train): Promise<Computed['values']> {
  const reached: [string, number[]][] = [];
  for (const [name, make] of Object.entries(optimizers)) {
    const found = valley(make(train));
    for (let step = 0; step < 20; step++) found.step();
    const values = await Promise.all(found.variables.map((variable) => variable.data()));
    reached.push([name, values.flatMap((each) => [...each])]);
    close(found);
  }
  return Object.fromEntries(reached);
}

/** With sides that fill a texel and such that do not. */
const drawn = [[50_001], [7, 5], [6, 4], [3, 2, 5], [3, 3, 4], []];

async function draws(draw: typeof tf.randomUniform): Promise<number[]> {
  const all = drawn.map((shape) => draw(shape, 0, 1, 'float32', 0xfedcba98));
  return (await Promise.all(all.map((each) => each.data()))).flatMap((each) => [...each]);
}

const numbers = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => Math.sin((index + 1) * seed)),
    shape,
  );

/** So large that it is computed in tiles: sides around one, and around a turn of the loop. */
const large = [131, 67, 129];

/**
 * Sides around a texel and around a turn of the loop; one table is read as another than it was written, and two products at once.
 * What is computed is on the device, as in a model.
 */
export async function multiplied(): Promise<Computed['products']> {
  const found: [string, number[]][] = [];
  const sides = [[3, 5, 7], [4, 16, 2], [5, 34, 6], [1, 8, 1], [6, 1, 4], large];
  for (const [rows = 1, depth = 1, columns = 1] of sides) {
    for (const [left, right] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const a = numbers(left ? [depth, rows] : [rows, depth], 0.7) as tf.Tensor2D;
      const b = numbers(right ? [columns, depth] : [depth, columns], 1.3) as tf.Tensor2D;
      const product = await tf.matMul(tf.neg(a), tf.neg(b), left, right).data();
      found.push([`${rows}×${depth}×${columns}, ${left}, ${right}`, [...product]]);
    }
  }
  const square = tf.square(numbers([3, 8], 0.3));
  const wide = await tf.matMul(tf.reshape(square, [6, 4]), numbers([4, 5], 2)).data();
  found.push(['a table that was three rows', [...wide]]);
  found.push(['what is gathered and what was images', [...(await tf.matMul(...largeFactors()).data())]]);
  const many = await tf.matMul(numbers([2, 3, 4], 0.9), numbers([2, 4, 3], 1.1)).data();
  found.push(['two products', [...many]]);
  return Object.fromEntries(found);
}

const dialectHere = () => ({ webgl: webglDialect, webgpu: webgpuDialect })[tf.getBackend()];

const viewOf = ({ shape, dtype }: tf.Tensor, value: number): View => ({ value, shape, dtype });

/** Values are numbered as the tensors stand. */
function ran(call: Call, tensors: readonly tf.Tensor[]): tf.Tensor {
  const inputs = call.inputs.map(([, { value }]) => tensors[value]) as unknown as tf.NamedTensorInfoMap;
  const made = call.run?.({ inputs, backend: tf.backend() });
  if (!made || Array.isArray(made)) throw new Error('What is joined is one tensor.');
  return tf.engine().makeTensorFromTensorInfo(made);
}

const view = (value: number, shape: number[]): View => ({ value, shape, dtype: 'float32' });
const tensor = (seen: View): Expression<string> => ({ kind: 'tensor', view: seen });
const applied = (write: Writer<string>, ...parts: Expression<string>[]): Expression<string> => ({
  kind: 'function',
  write,
  parts,
});

/** An expression over three tensors, and the same by TensorFlow.js. */
interface Joined {
  readonly shapes: readonly [a: number[], b: number[], c: number[]];
  expression(...views: readonly [a: View, b: View, c: View]): Expression<string>;
  plain(a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor;
}

const tables: readonly Joined['shapes'][] = [
  [[5, 7], [7], []],
  [
    [4, 6],
    [1, 6],
    [4, 1],
  ],
  [[1, 3], [3], [1, 1]],
  [[7, 1], [1], [7, 1]],
];

const ofTables = (shapes: Joined['shapes']): Joined => ({
  shapes,
  expression: (...views) => applied(([a, b, c]) => `(${a} * ${b} + ${c})`, ...views.map(tensor)),
  plain: (a, b, c) => tf.add(tf.mul(a, b), c),
});

/** A product of matrices with as many terms to add up as there are columns in the first. */
const ofTerms = (shapes: Joined['shapes']): Joined => ({
  shapes,
  expression(a, b, c) {
    const outputs = [view(3, [a.shape[0] ?? 1, b.shape[1] ?? 1])];
    const inputs = [['a', a] as const, ['b', b] as const];
    const call: Call = { kernel: 'BatchMatMul', inputs, isList: false, attributes: {}, outputs };
    const found = dialectHere()?.elementwise(call);
    const sum = found?.combine(found.views.map(tensor));
    if (!sum) throw new Error('A product of few terms is an expression.');
    return applied(([x, y]) => `(${x} + ${y})`, sum, tensor(c));
  },
  plain: (a, b, c) => tf.add(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D), c),
});

const joined: readonly Joined[] = [
  ...tables.map(ofTables),
  ofTerms([[5, 2], [2, 7], [7]]),
  ofTerms([
    [4, 1],
    [1, 6],
    [4, 6],
  ]),
];

/** An expression by one kernel, or its sum or mean over some axes; what it reads lies number by number, or four a texel. */
function byOneKernel(
  { shapes, expression, plain }: Joined,
  isPacked: boolean,
  axes: number[],
  mean: boolean,
): tf.Tensor {
  const squares = shapes.map((shape, index) => tf.square(numbers(shape, index + 0.4)));
  const tensors = isPacked ? squares.map((square) => tf.mul(square, 1)) : squares;
  const [a, b, c] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
  const all = plain(a, b, c);
  const dialect = dialectHere();
  if (!dialect) return axes.length ? (mean ? tf.mean : tf.sum)(all, axes) : all;
  const views = shapes.map((shape, value) => view(value, shape)) as [View, View, View];
  const output = view(
    3,
    all.shape.filter((_, axis) => !axes.includes(axis)),
  );
  const reduction = axes.length ? { shape: all.shape, axes, mean } : undefined;
  return ran(dialect.call(expression(...views), output, reduction), tensors);
}

export async function joinedKernels(isPacked: boolean): Promise<Computed['joined']> {
  const found: [string, number[]][] = [];
  for (const each of joined)
    for (const axes of [[], [0], [1]])
      for (const mean of axes.length ? [false, true] : [false]) {
        const sum = axes.length ? `${mean ? 'mean' : 'sum'} over ${axes} of ` : '';
        const of = sum + each.shapes.join(' | ');
        found.push([of, [...(await byOneKernel(each, isPacked, axes, mean).data())]]);
      }
  return Object.fromEntries(found);
}

/** What is no number stays none but in these, of which TensorFlow.js gives one thing here and another there. */
const ofNumbersAlone = /Sign|Equal|Greater|Less|Select/;

/** Kernels that compute place by place, with the names of their inputs and attributes other than their own. */
const functions: readonly (readonly [kernel: string, inputs: readonly string[], attributes?: tf.NamedAttrMap])[] = [
  ...['Abs', 'Ceil', 'Cos', 'Elu', 'Exp', 'Expm1', 'Floor', 'Log', 'Log1p', 'Neg', 'Reciprocal', 'Relu', 'Relu6'].map(
    (kernel) => [kernel, ['x']] as const,
  ),
  ...['Rsqrt', 'Sigmoid', 'Sign', 'Sin', 'Softplus', 'Sqrt', 'Square', 'Tanh'].map(
    (kernel) => [kernel, ['x']] as const,
  ),
  ['LeakyRelu', ['x'], { alpha: 0.3 }],
  ['Step', ['x'], { alpha: 0.5 }],
  ['ClipByValue', ['x'], { clipValueMin: -1, clipValueMax: Number.POSITIVE_INFINITY }],
  ...['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'].map(
    (kernel) => [kernel, ['a', 'b']] as const,
  ),
  ...['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'].map(
    (kernel) => [kernel, ['a', 'b']] as const,
  ),
  ['Select', ['condition', 't', 'e']],
];

const some = [-20, -3, -0.5, 0, 0.25, 1, 2.5, 20];

/** What each of them gives of numbers that are negative, small and large, beside others of the same, and of what is none. */
async function ofFunctions(): Promise<Computed['functions']> {
  const found: [string, number[]][] = [];
  for (const [kernel, names, attributes = {}] of functions) {
    const within = kernel === 'Sin' || kernel === 'Cos' ? some.filter((each) => Math.abs(each) <= 3) : some;
    const given = ofNumbersAlone.test(kernel) ? within : [...within, Number.NaN];
    const tensors = names.map((name, place) => {
      const turned = [...given.slice(3 * place), ...given.slice(0, 3 * place)];
      return name === 'condition'
        ? tf.tensor(
            turned.map((each) => each > 0),
            undefined,
            'bool',
          )
        : tf.tensor(turned);
    });
    found.push([kernel, [...(await ofFunction(kernel, names, attributes, tensors).data())]]);
  }
  return Object.fromEntries(found);
}

function ofFunction(
  kernel: string,
  names: readonly string[],
  attributes: tf.NamedAttrMap,
  tensors: readonly tf.Tensor[],
): tf.Tensor {
  const inputs = tensors.map((tensor, value) => [names[value] ?? '', tensor] as const);
  const dialect = dialectHere();
  if (!dialect) return tf.engine().runKernel<tf.Tensor>(kernel, Object.fromEntries(inputs), attributes);
  const views = inputs.map(([name, tensor], value) => [name, viewOf(tensor, value)] as const);
  const dtype = /Equal|Greater|Less/.test(kernel) ? 'bool' : 'float32';
  const output: View = { value: tensors.length, shape: tensors[0]?.shape ?? [], dtype };
  const found = dialect.elementwise({ kernel, inputs: views, isList: false, attributes, outputs: [output] });
  const expression = found?.combine(found.views.map((view) => ({ kind: 'tensor', view })));
  if (!expression) throw new Error(`${kernel} is not written place by place.`);
  return ran(dialect.call(expression, output), tensors);
}

/** Two matrices whose product is large: one that is gathered lies number by number, the other as the images that it was. */
export function largeFactors(): [tf.Tensor2D, tf.Tensor2D] {
  const [rows = 1, depth = 1, columns = 1] = large;
  const gathered = tf.gather(numbers([rows, depth], 0.7), tf.range(0, rows, 1, 'int32'));
  const images = tf.neg(numbers([depth, columns, 1], 1.3));
  return [gathered as tf.Tensor2D, tf.reshape(images, [depth, columns])];
}

export async function compute(): Promise<Computed> {
  return {
    uniform: await draws(tensorflow.randomUniform as typeof tf.randomUniform),
    normal: await draws(tensorflow.randomNormal as typeof tf.randomUniform),
    products: await multiplied(),
    joined: await joinedKernels(true),
    functions: await ofFunctions(),
    values: await descend(tensorflow.train),
  };
}
