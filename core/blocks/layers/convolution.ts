import type { Padding } from '../../program/expression';
import { choice, integer } from '../parameter';
import { formatShape, type Shape } from '../signal';
import { activationParameter } from './activation';
import type { LayerProblem } from './layer';

/** What a convolution and its transpose are given alike. */
export const convolutionParameters = {
  filters: integer({
    label: 'Filters',
    help: 'How many feature maps come out.',
    effect: 'rebuild',
    default: 16,
    minimum: 1,
    maximum: 4096,
  }),
  kernel: integer({
    label: 'Kernel',
    help: 'The side of the square kernel.',
    unit: 'pixels',
    effect: 'rebuild',
    default: 3,
    minimum: 1,
    maximum: 31,
  }),
  stride: integer({
    label: 'Stride',
    help: 'The step of the kernel: 2 halves the side of the maps, or doubles it when transposed.',
    unit: 'pixels',
    effect: 'rebuild',
    default: 1,
    minimum: 1,
    maximum: 8,
  }),
  padding: choice<Padding>({
    label: 'Padding',
    help: '“same” pads with zeros so that the side divides by the stride; “valid” does not pad.',
    effect: 'rebuild',
    default: 'same',
    options: { same: 'same', valid: 'valid' },
  }),
  activation: activationParameter('relu'),
};

/** Height, width and channels, or why the shape is not that of an image. */
export function imageSizes(
  input: Shape,
  what: string,
): readonly [number, number, number] | { readonly problem: LayerProblem } {
  const [height, width, channel, ...rest] = input;
  if (!height || !width || !channel || rest.length) {
    return {
      problem: {
        code: 'EBM2002',
        message: `A ${what} layer takes height × width × channel; ${formatShape(input)} arrived. Reshape it first.`,
      },
    };
  }
  return [height.size, width.size, channel.size];
}

export const imageShape = (height: number, width: number, channels: number): Shape => [
  { name: 'height', size: height },
  { name: 'width', size: width },
  { name: 'channel', size: channels },
];
