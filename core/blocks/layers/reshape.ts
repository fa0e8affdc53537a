import { reshape as reshaped } from '../../program/expression';
import { sizes } from '../parameter';
import { formatShape, shapeOf, sizesOf, volume } from '../signal';
import { layer } from './layer';

export const reshape = layer({
  type: 'reshape',
  title: 'Reshape',
  about: 'The same numbers in the same order, with other axes.',
  parameters: {
    shape: sizes({
      label: 'Shape',
      help: 'The sizes of the new axes, as in 28, 28, 1.',
      effect: 'rebuild',
      default: [28, 28, 1],
    }),
  },
  summary: ({ shape }) => `→ ${shape.join('×')}`,
  shape({ shape }, input) {
    const output = shapeOf(shape);
    if (volume(output) !== volume(input)) {
      return {
        problem: {
          code: 'EBM2004',
          message: `A shape of ${shape.join('×')} holds ${volume(output)} numbers; ${formatShape(input)} arrived, which is ${volume(input)}.`,
          parameter: 'shape',
          mends: [
            { title: `Set the units before to ${volume(output)}`, unitsBefore: volume(output) },
            { title: `Set the shape to ${volume(input)}`, set: [volume(input)] },
          ],
        },
      };
    }
    return { shape: output, parameters: 0 };
  },
  lower: (_, __, x, output) => reshaped(x, sizesOf(output)),
});
