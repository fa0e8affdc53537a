import { add, concat } from '../../program/expression';
import { choice } from '../parameter';
import { formatShape, type Shape, sameSizes, shapeOf, sizesOf } from '../signal';
import { type LayerMend, layer } from './layer';

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
          mends: [{ title: 'Remove the join', remove: true }],
        },
      };
    }
    const compared = how === 'add' ? input.length : input.length - 1;
    if (input.length !== skipped.length || !sameSizes(input.slice(0, compared), skipped.slice(0, compared))) {
      return {
        problem: {
          code: 'EBM2009',
          message: `A join ${how === 'add' ? 'adds what is alike along every axis' : 'lays side by side what is alike along all axes but the last'}; ${formatShape(skipped)} was skipped and ${formatShape(input)} arrived.`,
          mends: meeting(skipped, input),
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

/** How two shapes that differ could meet: by a factor along all axes before the channels, or side by side. */
function meeting(skipped: Shape, input: Shape): LayerMend[] {
  const [wanted, given] = [sizesOf(skipped).slice(0, -1), sizesOf(input).slice(0, -1)];
  if (wanted.length !== given.length) return [];
  if (wanted.every((size, axis) => size === given[axis]))
    return [{ title: 'Lay them side by side', parameter: 'how', set: 'concat' }];
  const dimensions = given.length;
  const [grow, shrink] = [commonFactor(given, wanted), commonFactor(wanted, given)];
  return [
    ...(grow
      ? [{ title: `Insert upsampling by ${grow}`, insertBefore: { layer: `upsample${dimensions}d`, factor: grow } }]
      : []),
    ...(shrink
      ? [{ title: `Insert pooling by ${shrink}`, insertBefore: { layer: `pool${dimensions}d`, size: shrink } }]
      : []),
  ];
}

/** The one whole number by which all of the first make the second. */
function commonFactor(small: readonly number[], large: readonly number[]): number | undefined {
  const factor = (large[0] ?? 0) / (small[0] ?? 1);
  const fits = Number.isInteger(factor) && factor > 1 && factor <= 16;
  return fits && small.every((size, axis) => size * factor === large[axis]) ? factor : undefined;
}
