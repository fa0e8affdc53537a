import { choice, integer } from '../parameter';
import { shapeOf, sizesOf } from '../signal';
import { type Dimensions, gridSizes, sides } from './grid';
import { type Layer, layer } from './layer';

/** Pooling along one, two or three axes. */
export const pooling = (dimensions: Dimensions, about: string): Layer =>
  layer({
    type: `pool${dimensions}d`,
    title: `Pooling ${dimensions}-D`,
    about,
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
        unit: 'sites',
        effect: 'rebuild',
        default: 2,
        minimum: 2,
        maximum: 16,
      }),
    },
    summary: ({ kind, size }) => `${kind} pool ${sides(size, dimensions).join('×')}`,
    shape({ size }, input) {
      const grid = gridSizes(input, dimensions, 'pooling', `pool${dimensions}d`);
      if ('problem' in grid) return grid;
      return { shape: shapeOf([...grid.sizes.map((each) => Math.ceil(each / size)), grid.channels]), parameters: 0 };
    },
    lower: (_, { kind, size }, x, output) => ({ op: 'pool', kind, x, size, shape: sizesOf(output) }),
  });
