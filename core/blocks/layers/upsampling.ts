import { integer } from '../parameter';
import { shapeOf, sizesOf } from '../signal';
import { type Dimensions, gridSizes } from './grid';
import { type Layer, layer } from './layer';

/** Nearest neighbour, along one, two or three axes. */
export const upsampling = (dimensions: Dimensions, about: string): Layer =>
  layer({
    type: `upsample${dimensions}d`,
    title: `Upsampling ${dimensions}-D`,
    about,
    reference: 'Odena et al. 2016',
    parameters: {
      factor: integer({
        label: 'Factor',
        help: 'How often each site is repeated along each axis.',
        effect: 'rebuild',
        default: 2,
        minimum: 2,
        maximum: 16,
      }),
    },
    summary: ({ factor }) => `upsample ×${factor}`,
    shape({ factor }, input) {
      const grid = gridSizes(input, dimensions, 'upsampling', `upsample${dimensions}d`);
      if ('problem' in grid) return grid;
      return { shape: shapeOf([...grid.sizes.map((size) => size * factor), grid.channels]), parameters: 0 };
    },
    lower: (_, { factor }, x, output) => ({ op: 'upsample', x, factor, shape: sizesOf(output) }),
  });
