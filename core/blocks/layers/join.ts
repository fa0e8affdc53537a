import { add, concat } from '../../program/expression';
import { choice } from '../parameter';
import { formatShape, sameSizes, shapeOf, sizesOf } from '../signal';
import { layer } from './layer';

export const join = layer({
  type: 'join',
  title: 'Join',
  about: 'Puts what the last open skip remembers beside what arrives, or adds it.',
  reference: 'Ronneberger et al. 2015; He et al. 2016',
  parameters: {
    how: choice({
      label: 'How',
      help: 'Side by side along the channels, or summed.',
      effect: 'rebuild',
      default: 'concat',
      options: { concat: 'side by side', add: 'sum' },
    }),
  },
  bracket: 'closes',
  summary: ({ how }) => (how === 'add' ? 'join +' : 'join'),
  shape({ how }, input, skipped) {
    if (!skipped) {
      return {
        problem: {
          code: 'EBM2009',
          message:
            'A join layer needs a skip layer before it that nothing has joined yet; put one in, or remove the join.',
          mend: { title: 'Remove the join', remove: true },
        },
      };
    }
    const compared = how === 'add' ? input.length : input.length - 1;
    if (input.length !== skipped.length || !sameSizes(input.slice(0, compared), skipped.slice(0, compared))) {
      return {
        problem: {
          code: 'EBM2009',
          message: `A join ${how === 'add' ? 'adds what is alike along every axis' : 'lays side by side what is alike along all axes but the last'}; ${formatShape(skipped)} was skipped and ${formatShape(input)} arrived.`,
        },
      };
    }
    const [sizes, channels] = [sizesOf(input), skipped.at(-1)?.size ?? 0];
    return {
      shape: how === 'add' ? input : shapeOf([...sizes.slice(0, -1), (sizes.at(-1) ?? 0) + channels]),
      parameters: 0,
    };
  },
  lower(_, { how }, x, __, skipped) {
    if (!skipped) throw new Error('The checker lets no join pass without a skip.');
    return how === 'add' ? add(x, skipped) : concat([x, skipped]);
  },
});
