import { choice, integer } from '../parameter';
import { imageShape, imageSizes } from './convolution';
import { layer } from './layer';

export const pool2d = layer({
  type: 'pool2d',
  title: 'Pooling',
  about: 'Keeps the largest or the mean of each patch: a smaller image that small shifts change little.',
  parameters: {
    kind: choice({
      label: 'Kind',
      help: 'What is kept of a patch.',
      effect: 'rebuild',
      default: 'max',
      options: { max: 'maximum', avg: 'mean' },
    }),
    size: integer({
      label: 'Size',
      help: 'The side of a patch, and the step from one to the next.',
      unit: 'pixels',
      effect: 'rebuild',
      default: 2,
      minimum: 2,
      maximum: 16,
    }),
  },
  summary: ({ kind, size }) => `${kind} pool ${size}×${size}`,
  shape({ size }, input) {
    const image = imageSizes(input, 'pooling');
    if ('problem' in image) return image;
    const [height, width, channels] = image;
    return { shape: imageShape(Math.ceil(height / size), Math.ceil(width / size), channels), parameters: 0 };
  },
  lower: (_, { kind, size }, x, output) => ({ op: 'pool2d', kind, x, size, shape: output.map((axis) => axis.size) }),
});
