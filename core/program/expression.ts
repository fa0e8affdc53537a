import type { Passage } from './program';
import type { Search } from './search';

/*
 * The neutral language that blocks lower into and emitters print: tensors with a batch axis in front, named as a reader
 * would name them. It holds no text of any target, so a new target is one more printer.
 */

/** Sizes of the axes behind the batch; the batch itself is symbolic. A scalar a sample has none. */
export type SampleShape = readonly number[];

export type Unary =
  | 'neg'
  | 'exp'
  | 'log'
  | 'square'
  | 'sqrt'
  | 'abs'
  | 'relu'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'elu'
  | 'leakyRelu'
  | 'silu'
  | 'step';

export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

export type Padding = 'same' | 'valid';

/** A tensor `[batch, ...shape]`, as an expression over names. Parameters and settings have no batch axis. */
export type Expression =
  | { readonly op: 'variable'; readonly name: string; readonly shape: SampleShape }
  | { readonly op: 'constant'; readonly value: number; readonly shape: SampleShape }
  | { readonly op: 'setting'; readonly path: readonly [string, string]; readonly shape: SampleShape }
  | { readonly op: 'parameter'; readonly path: ParameterPath; readonly shape: SampleShape }
  | { readonly op: 'field'; readonly of: string; readonly field: string; readonly shape: SampleShape }
  | { readonly op: 'unary'; readonly fn: Unary; readonly x: Expression; readonly shape: SampleShape }
  | {
      readonly op: 'binary';
      readonly fn: Binary;
      readonly a: Expression;
      readonly b: Expression;
      readonly shape: SampleShape;
    }
  | { readonly op: 'matMul'; readonly x: Expression; readonly weights: Expression; readonly shape: SampleShape }
  /** Over as many axes as x has before its channels; the kernel is `[...sizes, channels, filters]`. */
  | {
      readonly op: 'convolution';
      readonly x: Expression;
      readonly kernel: Expression;
      readonly stride: number;
      readonly padding: Padding;
      readonly shape: SampleShape;
    }
  | {
      readonly op: 'conv2dTranspose';
      readonly x: Expression;
      readonly kernel: Expression;
      readonly stride: readonly [number, number];
      readonly padding: Padding;
      readonly shape: SampleShape;
    }
  | { readonly op: 'reshape'; readonly x: Expression; readonly shape: SampleShape }
  | { readonly op: 'sum'; readonly x: Expression; readonly shape: SampleShape }
  | { readonly op: 'mean'; readonly x: Expression; readonly shape: SampleShape }
  /** Along an axis of the sample. */
  | {
      readonly op: 'concat';
      readonly parts: readonly Expression[];
      readonly axis: number;
      readonly shape: SampleShape;
    }
  /** One number everywhere, for as many samples as another tensor has. */
  | { readonly op: 'fill'; readonly value: number; readonly like: Expression; readonly shape: SampleShape }
  | { readonly op: 'stopGradient'; readonly x: Expression; readonly shape: SampleShape }
  /** Over the batch: a tensor without a batch axis. */
  | { readonly op: 'batchMean'; readonly x: Expression; readonly shape: SampleShape }
  /** Over patches along all axes before the channels; those at the edges hold what lies inside. */
  | {
      readonly op: 'pool';
      readonly kind: 'max' | 'avg';
      readonly x: Expression;
      readonly size: number;
      readonly shape: SampleShape;
    }
  /** Repeats each site along every axis before the channels. */
  | { readonly op: 'upsample'; readonly x: Expression; readonly factor: number; readonly shape: SampleShape }
  /** (x − mean) / √(variance + ε), or x / √(mean square + ε) where it is not centred. */
  | {
      readonly op: 'normalize';
      readonly x: Expression;
      /** All axes of a sample, or its sites, each channel for itself. */
      readonly over: 'sample' | 'sites';
      readonly centred: boolean;
      readonly shape: SampleShape;
    }
  /** What a sample's sites read from each other; the four weights are parameters of one layer, `[channels, channels]`. */
  | {
      readonly op: 'attention';
      readonly x: Expression;
      readonly query: Expression;
      readonly key: Expression;
      readonly value: Expression;
      readonly output: Expression;
      readonly heads: number;
      readonly shape: SampleShape;
    }
  /** Shrinkage again and again with the same weights, all of them parameters of one layer. */
  | {
      readonly op: 'lista';
      readonly x: Expression;
      /** `[inputs, units]`. */
      readonly weights: Expression;
      /** `[units, units]`. */
      readonly lateral: Expression;
      /** `[units]`. */
      readonly threshold: Expression;
      readonly iterations: number;
      readonly shape: SampleShape;
    }
  /** One value inside a step of training, another wherever else the model is asked. */
  | {
      readonly op: 'whileTraining';
      readonly training: Expression;
      readonly otherwise: Expression;
      readonly shape: SampleShape;
    }
  | { readonly op: 'uniform'; readonly like: Expression; readonly shape: SampleShape }
  | { readonly op: 'normal'; readonly like: Expression; readonly shape: SampleShape }
  /** Nearest entries of a codebook `[entries, dimensions]` to each slot of x; gradients pass as if nothing had been done. */
  | { readonly op: 'quantize'; readonly x: Expression; readonly codebook: Expression; readonly shape: SampleShape }
  /** Another block's function, with its own weights or a moving average of them. */
  | {
      readonly op: 'apply';
      readonly network: string;
      readonly x: Expression;
      readonly averaged: boolean;
      readonly shape: SampleShape;
    }
  /** x times the transpose of weights `[units, inputs]`ᵀ. */
  | {
      readonly op: 'matMulTransposed';
      readonly x: Expression;
      readonly weights: Expression;
      readonly shape: SampleShape;
    }
  /** ‖∂ of / ∂ by‖², one number a sample, over a stretch of the flow. */
  | { readonly op: 'jacobianNorm'; readonly of: Passage; readonly shape: SampleShape }
  /** Σ w², over all weights of a block: one number without a batch axis. */
  | {
      readonly op: 'weightNorm';
      readonly network: string;
      readonly paths: readonly ParameterPath[];
      readonly shape: SampleShape;
    }
  | Search
  | { readonly op: 'call'; readonly of: Formula; readonly args: readonly Expression[]; readonly shape: SampleShape }
  /** Over the last axis: the logarithms of probabilities that sum to 1. */
  | { readonly op: 'logSoftmax'; readonly x: Expression; readonly shape: SampleShape }
  /** A stretch of an axis of the sample. */
  | {
      readonly op: 'slice';
      readonly x: Expression;
      readonly axis: number;
      readonly start: number;
      readonly shape: SampleShape;
    }
  | { readonly op: 'sumLast'; readonly x: Expression; readonly shape: SampleShape }
  /** aᵀ b of `[batch, p]` and `[batch, q]`: products summed over the batch, `[p, q]` without a batch axis. */
  | { readonly op: 'batchProduct'; readonly a: Expression; readonly b: Expression; readonly shape: SampleShape }
  /** How many samples a tensor has. */
  | { readonly op: 'batchSize'; readonly of: Expression; readonly shape: SampleShape }
  /** Over all numbers, those of all samples: one number. */
  | { readonly op: 'total'; readonly x: Expression; readonly shape: SampleShape }
  /** Without a batch axis: the identity matrix, whole numbers from 0, given numbers. */
  | { readonly op: 'identity'; readonly shape: SampleShape }
  | { readonly op: 'range'; readonly shape: SampleShape }
  | { readonly op: 'tensor'; readonly values: readonly number[]; readonly shape: SampleShape }
  /** Rows of the digits 0 and 1, without a batch axis. */
  | { readonly op: 'pattern'; readonly rows: readonly string[]; readonly shape: SampleShape }
  /** Each sample moved along an axis by up to `reach` places, as its draw in [0, 1) says; zeros come in. */
  | {
      readonly op: 'shift';
      readonly x: Expression;
      readonly axis: number;
      readonly reach: number;
      readonly draw: Expression;
      readonly shape: SampleShape;
    }
  /** How surprising it is that a goes with b of its own sample and not with that of another: the mean over the batch. */
  | {
      readonly op: 'infoNce';
      readonly a: Expression;
      readonly b: Expression;
      readonly temperature: Expression;
      readonly shape: SampleShape;
    }
  /** How far a batch of vectors is from N(0, I), seen along random directions: one number. */
  | { readonly op: 'gaussianGap'; readonly x: Expression; readonly directions: number; readonly shape: SampleShape }
  /** How much of the run's steps is done, from 0 to 1. */
  | { readonly op: 'progress'; readonly shape: SampleShape };

/** `['encoder', 'dense1', 'weights']`: node, layer and tensor; a node without layers leaves the middle out. */
export type ParameterPath = readonly string[];

/** A named formula of the field, printed once as a function and called where it is used. */
export interface Formula {
  readonly name: string;
  /** One sentence, with the source: printed above the function. */
  readonly about: string;
  readonly parameters: readonly string[];
  readonly body: Expression;
}

export const variable = (name: string, shape: SampleShape): Expression => ({ op: 'variable', name, shape });
export const constant = (value: number): Expression => ({ op: 'constant', value, shape: [] });
export const field = (of: string, name: string, shape: SampleShape): Expression => ({
  op: 'field',
  of,
  field: name,
  shape,
});
export const parameter = (path: ParameterPath, shape: SampleShape): Expression => ({ op: 'parameter', path, shape });
export const setting = (node: string, name: string): Expression => ({ op: 'setting', path: [node, name], shape: [] });

export const unary = (fn: Unary, x: Expression): Expression => ({ op: 'unary', fn, x, shape: x.shape });

/** Elementwise, with the smaller shape broadcast against the last axes of the larger, and axes of size 1 against any. */
export const binary = (fn: Binary, a: Expression, b: Expression): Expression => {
  const [long, short] = a.shape.length >= b.shape.length ? [a.shape, b.shape] : [b.shape, a.shape];
  const ahead = long.length - short.length;
  return { op: 'binary', fn, a, b, shape: long.map((size, axis) => Math.max(size, short[axis - ahead] ?? 1)) };
};

export const add = (a: Expression, b: Expression): Expression => binary('add', a, b);
export const sub = (a: Expression, b: Expression): Expression => binary('sub', a, b);
export const mul = (a: Expression, b: Expression): Expression => binary('mul', a, b);
export const exp = (x: Expression): Expression => unary('exp', x);
export const square = (x: Expression): Expression => unary('square', x);
export const abs = (x: Expression): Expression => unary('abs', x);

/** x [batch, ..., inputs] times weights [inputs, units], over the last axis. */
export const matMul = (x: Expression, weights: Expression): Expression => ({
  op: 'matMul',
  x,
  weights,
  shape: [...x.shape.slice(0, -1), weights.shape[1] ?? 0],
});

export const reshape = (x: Expression, shape: SampleShape): Expression =>
  x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])
    ? x
    : { op: 'reshape', x, shape };

/** Over all axes but the batch: one number a sample. */
export const sum = (x: Expression): Expression => ({ op: 'sum', x, shape: [] });
export const mean = (x: Expression): Expression => ({ op: 'mean', x, shape: [] });

/** Side by side along an axis of the sample, the last one by default. */
export const concat = (parts: readonly Expression[], along?: number): Expression => {
  const first = parts[0]?.shape ?? [];
  const axis = along ?? first.length - 1;
  const size = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  return { op: 'concat', parts, axis, shape: first.map((each, index) => (index === axis ? size : each)) };
};

/** A tensor of one number, `[batch, ...shape]` with the batch of another. */
export const fill = (value: number, like: Expression, shape: SampleShape): Expression => ({
  op: 'fill',
  value,
  like,
  shape,
});

/** The same value, through which no gradient flows. */
export const stopGradient = (x: Expression): Expression => ({ op: 'stopGradient', x, shape: x.shape });

/** The mean over the batch, as a tensor without a batch axis. */
export const batchMean = (x: Expression): Expression => ({ op: 'batchMean', x, shape: x.shape });

/** Uniform noise in [0, 1), of the shape of another tensor or of its batch alone, drawn from the stream of noise. */
export const uniformLike = (like: Expression, shape = like.shape): Expression => ({ op: 'uniform', like, shape });

/** Standard normal noise of the shape of another tensor, drawn from the stream of noise. */
export const normalLike = (like: Expression): Expression => ({ op: 'normal', like, shape: like.shape });

/** `training` inside a step of training, `otherwise` wherever else the model is asked. */
export const whileTraining = (training: Expression, otherwise: Expression): Expression => ({
  op: 'whileTraining',
  training,
  otherwise,
  shape: otherwise.shape,
});

/** Every site before the channels becomes a block of the factor's side. */
export const upsample = (x: Expression, factor: number): Expression => ({
  op: 'upsample',
  x,
  factor,
  shape: x.shape.map((size, axis) => (axis === x.shape.length - 1 ? size : factor * size)),
});

export const logSoftmax = (x: Expression): Expression => ({ op: 'logSoftmax', x, shape: x.shape });

/** `size` places of an axis of the sample, from `start` on. */
export const slice = (x: Expression, axis: number, start: number, size: number): Expression => ({
  op: 'slice',
  x,
  axis,
  start,
  shape: x.shape.map((each, index) => (index === axis ? size : each)),
});

export const sumLast = (x: Expression): Expression => ({ op: 'sumLast', x, shape: x.shape.slice(0, -1) });

export const batchProduct = (a: Expression, b: Expression): Expression => ({
  op: 'batchProduct',
  a,
  b,
  shape: [a.shape[0] ?? 0, b.shape[0] ?? 0],
});

export const batchSize = (of: Expression): Expression => ({ op: 'batchSize', of, shape: [] });
export const total = (x: Expression): Expression => ({ op: 'total', x, shape: [] });
export const identity = (size: number): Expression => ({ op: 'identity', shape: [size, size] });
export const range = (size: number): Expression => ({ op: 'range', shape: [size] });
export const tensorOf = (values: readonly number[], shape: SampleShape): Expression => ({
  op: 'tensor',
  values,
  shape,
});
export const patternOf = (rows: readonly string[], shape: SampleShape): Expression => ({ op: 'pattern', rows, shape });

/** Moves each sample along an axis of its own, for a draw `[batch, 1, …, 1]`. */
export const shift = (x: Expression, axis: number, reach: number, draw: Expression): Expression => ({
  op: 'shift',
  x,
  axis,
  reach,
  draw,
  shape: x.shape,
});

export const progress: Expression = { op: 'progress', shape: [] };

/**
 * A formula as a function: `body` is written over its arguments by name, for the shapes that it is called with, so that
 * one definition serves every rank.
 */
export function formula<const Names extends readonly string[]>(
  name: string,
  about: string,
  parameters: Names,
  body: (...args: { [K in keyof Names]: Expression }) => Expression,
): (...args: { [K in keyof Names]: Expression }) => Expression {
  return (...args) => {
    const given = args as readonly Expression[];
    const locals = parameters.map((parameterName, index) => variable(parameterName, given[index]?.shape ?? []));
    const result = body(...(locals as { [K in keyof Names]: Expression }));
    return { op: 'call', of: { name, about, parameters, body: result }, args: given, shape: result.shape };
  };
}
