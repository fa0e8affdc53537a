import {
  abs,
  add,
  constant,
  type Expression,
  formula,
  mul,
  reshape,
  sub,
  sum,
  tensorOf,
} from '../../program/expression';
import { type Fix, setParameter, signal, tensor, termBlock } from '../block';
import { integer } from '../parameter';
import { formatShape } from '../signal';
import { distancePorts, distanceShape, distanceWeight } from './distance';

/** The binomial taps of Burt & Adelson 1983 along the rows of `[rows, columns, 1]`. */
const blurRows = (x: Expression): Expression => ({
  op: 'convolution',
  x,
  kernel: tensorOf([0.0625, 0.25, 0.375, 0.25, 0.0625], [5, 1, 1, 1]),
  stride: 1,
  padding: 'same',
  shape: x.shape,
});

/** Each channel by itself: along the height, and then along the width with each line of pixels as an image of its own. */
const blurred = formula('blurred', 'A Gaussian blur of five taps each way; zeros lie around.', ['x'], (x) => {
  const [height = 0, width = 0, channels = 0] = x.shape;
  const along = reshape(blurRows(reshape(x, [height, width * channels, 1])), x.shape);
  return reshape(blurRows(reshape(along, [width, channels, 1])), x.shape);
});

const halved = (x: Expression): Expression => {
  const [height = 0, width = 0, channels = 0] = x.shape;
  const shape = [Math.ceil(height / 2), Math.ceil(width / 2), channels];
  return { op: 'pool', kind: 'avg', x, size: 2, shape };
};

/**
 * What the blur takes away counts here; what it leaves, at half the size, counts four times that, for it has a quarter of
 * the pixels.
 */
const bands = (levels: number): ((e: Expression) => Expression) =>
  levels === 1
    ? formula('coarsest', '‖e‖₁ of the last level.', ['e'], (e) => sum(abs(e)))
    : formula('bands', '‖e − blurred e‖₁, and four times that of what is left, halved.', ['e'], (e) =>
        add(sum(abs(sub(e, blurred(e)))), mul(constant(4), bands(levels - 1)(halved(blurred(e))))),
      );

/** The pyramid is linear: the difference of two is that of the difference. */
const laplacianPyramid = (levels: number) =>
  formula(
    'laplacianPyramid',
    'Σ_j 2^(2j) ‖L_j(x) − L_j(x̂)‖₁ over the levels L_j of a Laplacian pyramid (Bojanowski et al. 2018).',
    ['x', 'xHat'],
    (x, xHat) => bands(levels)(sub(x, xHat)),
  );

export const laplacianPyramidDistance = termBlock({
  type: 'laplacian-pyramid',
  title: 'Laplacian pyramid',
  category: 'distance',
  about:
    'What the prediction misses at each scale of an image, coarse misses weighted up: edges count, not only areas.',
  keywords: ['glo', 'multi-scale', 'perceptual', 'sharp', 'edges', 'l1', 'image', 'reconstruction', 'loss'],
  reference: 'Bojanowski et al. 2018; Ling & Okada 2006; Burt & Adelson 1983',
  parameters: {
    weight: distanceWeight,
    levels: integer({
      label: 'Levels',
      help: 'How many scales are compared, each half as large as the one before.',
      effect: 'rebuild',
      default: 3,
      minimum: 1,
      maximum: 8,
    }),
  },
  ...distancePorts,
  idHint: 'reconstruction',
  link: 'identity',
  summary: ({ weight, levels }) => `${weight === 1 ? '' : `${weight} `}Lap₁ · ${levels} levels`,
  formula: ({ target, prediction }) => `Lap₁(${target}, ${prediction})`,
  shape({ node, values: { levels }, inputs }) {
    const { shape } = signal(inputs, 'target');
    if (shape.length !== 3) {
      const message = `“${node}” compares images, height × width × channel; ${formatShape(shape)} arrived.`;
      return { problem: { code: 'EBM2002', message, port: 'target' } };
    }
    const side = Math.min(shape[0]?.size ?? 0, shape[1]?.size ?? 0);
    if (side < 2 ** levels) {
      const most = Math.floor(Math.log2(side));
      const message = `“${node}” would halve images of ${formatShape(shape)} below two pixels; set at most ${Math.max(1, most)} levels.`;
      return { problem: { code: 'EBM2003', message, path: ['levels'], fixes: fewerLevels(node, most) } };
    }
    return distanceShape(node, inputs);
  },
  lower: (_, { levels }, inputs) => laplacianPyramid(levels)(tensor(inputs, 'target'), tensor(inputs, 'prediction')),
});

const fewerLevels = (node: string, most: number): Fix[] =>
  most < 1 ? [] : [setParameter(`Set the levels to ${most}`, node, ['levels'], most)];
