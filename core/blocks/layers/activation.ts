import { type Expression, unary } from '../../program/expression';
import type { Initializer } from '../../program/program';
import { choice } from '../parameter';
import { layer } from './layer';

const functions = {
  linear: 'linear',
  relu: 'ReLU',
  leakyRelu: 'leaky ReLU',
  elu: 'ELU',
  silu: 'SiLU (swish)',
  softplus: 'softplus',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
} as const;

export type Activation = keyof typeof functions;

/** The activation parameter that dense and convolutional layers share. */
export const activationParameter = (otherwise: Activation) =>
  choice({
    label: 'Activation',
    help: 'The nonlinearity behind the layer.',
    effect: 'rebuild',
    default: otherwise,
    options: functions,
  });

export const activate = (kind: Activation, x: Expression): Expression => (kind === 'linear' ? x : unary(kind, x));

/** He for rectifiers (He et al. 2015), Glorot for the rest (Glorot & Bengio 2010). */
export const initializerFor = (kind: Activation, fanIn: number, fanOut: number): Initializer =>
  kind === 'relu' || kind === 'leakyRelu' || kind === 'elu' || kind === 'silu'
    ? { kind: 'heNormal', fanIn }
    : { kind: 'glorotUniform', fanIn, fanOut };

export const activation = layer({
  type: 'activation',
  title: 'Activation',
  about: 'A nonlinearity applied to each number.',
  parameters: { kind: activationParameter('relu') },
  summary: ({ kind }) => kind,
  shape: (_, input) => ({ shape: input, parameters: 0 }),
  lower: (_, { kind }, x) => activate(kind, x),
});
