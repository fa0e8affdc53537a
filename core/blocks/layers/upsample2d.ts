import { integer } from '../parameter';
import { imageShape, imageSizes } from './convolution';
import { layer } from './layer';

export const upsample2d = layer({
  type: 'upsample2d',
  title: 'Upsampling',
  about: 'Repeats each pixel: a larger image without the checkerboard of a transposed convolution.',
  reference: 'Odena et al. 2016',
  parameters: {
    factor: integer({
      label: 'Factor',
      help: 'How often each pixel is repeated along each side.',
      effect: 'rebuild',
      default: 2,
      minimum: 2,
      maximum: 16,
    }),
  },
  summary: ({ factor }) => `upsample ×${factor}`,
  shape({ factor }, input) {
    const image = imageSizes(input, 'upsampling');
    if ('problem' in image) return image;
    const [height, width, channels] = image;
    return { shape: imageShape(height * factor, width * factor, channels), parameters: 0 };
  },
  lower: (_, { factor }, x, output) => ({ op: 'upsample2d', x, factor, shape: output.map((axis) => axis.size) }),
});
