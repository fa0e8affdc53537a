import { mul } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';
import { number } from '../parameter';
import { formatShape } from '../signal';
import { corruption } from './corruption';
import { openPatches, patch } from './patches';

export const patchMaskingNoise = signalBlock({
  ...corruption,
  type: 'patch-masking-noise',
  title: 'Patch masking',
  about: 'Sets whole squares of an image to zero while training: what is missing must follow from what lies around.',
  keywords: ['corruption', 'denoising', 'cutout', 'masked autoencoder', 'inpainting', 'missing', 'occlusion'],
  reference: 'He et al. 2022',
  parameters: {
    rate: number({
      label: 'Rate',
      help: 'How many of the squares are set to zero.',
      effect: 'live',
      default: 0.5,
      minimum: 0,
      maximum: 1,
    }),
    patch,
  },
  summary: ({ rate, patch }) => `${rate} of ${patch}×${patch}`,
  shape(context) {
    const { shape } = signal(context.inputs, 'input');
    if (shape.length === 3) return corruption.shape(context);
    const message = `“${context.node}” hides squares of an image, height × width × channel; ${formatShape(shape)} arrived.`;
    return { problem: { code: 'EBM2002', message, port: 'input' } };
  },
  lower(scope, { rate, patch }, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: mul(x, openPatches(scope, x, patch, scope.setting('rate', rate))) };
  },
});
