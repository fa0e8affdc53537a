import { concat, type Expression, fill, sub, unary, uniformLike } from '../../program/expression';
import { type LoweringScope, signal, signalBlock, tensor } from '../block';
import { choice, number } from '../parameter';

type Hidden = 'random' | 'left' | 'right' | 'top' | 'bottom';

export const mask = signalBlock({
  type: 'mask',
  title: 'Mask',
  category: 'noise',
  about: 'Says which sites are seen, 1, and which are hidden, 0: what is hidden must be predicted from what is seen.',
  keywords: ['visible', 'hidden', 'missing', 'inpainting', 'clamp', 'predict the rest', 'masked prediction', 'bert'],
  reference: 'Devlin et al. 2019; He et al. 2022',
  parameters: {
    hidden: choice<Hidden>({
      label: 'Hidden',
      help: 'Which sites are hidden: some at random, others each time, or one half.',
      effect: 'rebuild',
      default: 'random',
      options: { random: 'at random', left: 'left half', right: 'right half', top: 'top half', bottom: 'bottom half' },
    }),
    rate: number({
      label: 'Rate',
      onlyWith: { parameter: 'hidden', value: 'random' },
      help: 'How many sites are hidden at random.',
      effect: 'live',
      default: 0.25,
      minimum: 0,
      maximum: 1,
    }),
  },
  inputs: [
    { name: 'input', kind: 'signal', roles: ['observation'], about: 'What is to be masked; it gives the shape.' },
  ],
  outputs: [{ name: 'mask', kind: 'signal', roles: ['mask'], about: '1 where it is seen, 0 where it is hidden.' }],
  idHint: 'mask',
  valueName: () => 'seen',
  summary: ({ hidden, rate }) => (hidden === 'random' ? `${rate} hidden at random` : `${hidden} half hidden`),
  shape({ node, values: { hidden }, inputs }) {
    const { shape } = signal(inputs, 'input');
    if (hidden !== 'random' && shape.length !== 3) {
      const message = `“${node}” can hide a half of an image, height × width × channel; hide at random instead.`;
      return { problem: { code: 'EBM2002', message, path: ['hidden'] } };
    }
    return { outputs: { mask: { role: 'mask', shape, range: [0, 1] } } };
  },
  lower(scope, { hidden, rate }, inputs) {
    const x = tensor(inputs, 'input');
    if (hidden === 'random') {
      return { kind: 'tensor', tensor: unary('step', sub(uniformLike(x), scope.setting('rate', rate))) };
    }
    return { kind: 'tensor', tensor: half(scope, hidden, x) };
  },
});

/** Zeros over the hidden half, ones over the other; of an odd side the seen half is the larger. */
function half(scope: LoweringScope, hidden: Exclude<Hidden, 'random'>, x: Expression): Expression {
  const [height = 0, width = 0, channels = 0] = x.shape;
  const axis = hidden === 'left' || hidden === 'right' ? 1 : 0;
  const size = axis === 1 ? width : height;
  const part = (value: number, length: number): Expression =>
    fill(value, x, axis === 1 ? [height, length, channels] : [length, width, channels]);
  const covered = scope.assign('covered', part(0, Math.floor(size / 2)));
  const open = scope.assign('open', part(1, Math.ceil(size / 2)));
  return concat(hidden === 'left' || hidden === 'top' ? [covered, open] : [open, covered], axis);
}
