import { add } from '../../program/expression';
import { largestDivisor } from '../divisor';
import { integer } from '../parameter';
import { asGrid, notOf } from './grid';
import { layer } from './layer';

export const attention = layer({
  type: 'attention',
  title: 'Attention',
  about: 'x + attention(x): each site reads from all others what its query finds in their keys.',
  reference: 'Vaswani et al. 2017',
  parameters: {
    heads: integer({
      label: 'Heads',
      help: 'How many ways of reading share the channels; they divide them.',
      effect: 'rebuild',
      default: 4,
      minimum: 1,
      maximum: 64,
    }),
  },
  summary: ({ heads }) => `attention ${heads} ${heads === 1 ? 'head' : 'heads'}`,
  shape({ heads }, input) {
    const channels = input.at(-1)?.size;
    if (input.length < 2 || !channels)
      return { problem: { ...notOf('sites × channel', input, 'self-attention'), mends: asGrid(1, input) } };
    if (channels % heads) {
      const fitting = largestDivisor(channels, heads);
      return {
        problem: {
          code: 'EBM2010',
          message: `The heads of attention divide the channels among them, and ${heads} do not divide ${channels}; ${fitting} would.`,
          parameter: 'heads',
          mends: [{ title: `Set heads to ${fitting}`, set: fitting }],
        },
      };
    }
    return { shape: input, parameters: 4 * channels ** 2 };
  },
  lower(scope, { heads }, x) {
    const channels = x.shape.at(-1) ?? 0;
    const weights = (name: string) =>
      scope.parameter([scope.layer, name], [channels, channels], {
        kind: 'glorotUniform',
        fanIn: channels,
        fanOut: channels,
      });
    const [query, key, value, output] = [weights('query'), weights('key'), weights('value'), weights('output')];
    return add(x, { op: 'attention', x, query, key, value, output, heads, shape: x.shape });
  },
});
