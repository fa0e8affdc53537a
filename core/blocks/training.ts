import { choice, integer, number } from './parameter';

/** How the document says that its model is trained. */
export const trainingParameters = {
  optimizer: choice({
    label: 'Optimizer',
    help: 'How a gradient becomes a step.',
    effect: 'next step',
    default: 'adam',
    options: { adam: 'Adam', rmsprop: 'RMSProp', momentum: 'SGD with momentum', sgd: 'SGD' },
  }),
  learningRate: number({
    label: 'Learning rate',
    help: 'The size of a step.',
    effect: 'live',
    default: 1e-3,
    minimum: 0,
    maximum: 100,
  }),
  batch: integer({
    label: 'Batch',
    help: 'How many samples a step sees.',
    unit: 'samples',
    effect: 'rebuild',
    default: 128,
    minimum: 1,
    maximum: 65536,
  }),
  steps: integer({
    label: 'Steps',
    help: 'Where a run ends by itself.',
    unit: 'steps',
    effect: 'live',
    default: 2000,
    minimum: 1,
    maximum: 10_000_000,
  }),
  seed: integer({
    label: 'Seed',
    help: 'The same seed gives the same weights, the same order of samples and the same noise.',
    effect: 'reset',
    default: 1,
    minimum: 0,
    maximum: 2 ** 31 - 1,
  }),
};
