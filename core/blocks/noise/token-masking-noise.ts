import { add, constant, formula, mul, range, sub, unary, uniformLike } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';
import { notOneHot } from '../one-hot';
import { number } from '../parameter';
import { corruption } from './corruption';

/** 1 at place k of the last axis where a draw in [0, 1) lies in the k-th of as many equal parts. */
const oneHot = (categories: number) =>
  formula('oneHot', 'One category a site, as likely as any other, for a draw in [0, 1).', ['draw'], (draw) => {
    const behind = sub(mul(constant(categories), draw), range(categories));
    return sub(unary('step', behind), unary('step', sub(behind, constant(1))));
  });

export const tokenMaskingNoise = signalBlock({
  ...corruption,
  type: 'token-masking-noise',
  title: 'Token masking',
  about: 'Changes the category of some sites of one-hot data while training: it must be guessed from the others.',
  keywords: ['bert', 'corruption', 'denoising', 'masked language model', 'one-hot', 'tokens', 'categories'],
  reference: 'Devlin et al. 2019, section 3.1',
  parameters: {
    rate: number({
      label: 'Rate',
      help: 'How many sites are chosen: of those eight in ten become all zeros, one in ten a random category, one stays.',
      effect: 'live',
      default: 0.15,
      minimum: 0,
      maximum: 1,
    }),
  },
  summary: ({ rate }) => `${rate} of the sites`,
  shape(context) {
    const problem = notOneHot(context.node, signal(context.inputs, 'input'), 'input');
    return problem ? { problem } : corruption.shape(context);
  },
  lower(scope, { rate }, inputs) {
    const x = tensor(inputs, 'input');
    const site = [...x.shape.slice(0, -1), 1];
    const chosen = scope.setting('rate', rate);
    const draw = scope.assign('draw', uniformLike(x, site));
    const category = scope.assign('category', uniformLike(x, site));
    // In [0, .8 rate) masked, in [.8 rate, .9 rate) replaced, above as it is.
    const kept = scope.assign('kept', unary('step', sub(draw, mul(constant(0.9), chosen))));
    const unmasked = unary('step', sub(draw, mul(constant(0.8), chosen)));
    const replaced = mul(oneHot(x.shape.at(-1) ?? 1)(category), sub(unmasked, kept));
    return { kind: 'tensor', tensor: add(mul(x, kept), replaced) };
  },
});
