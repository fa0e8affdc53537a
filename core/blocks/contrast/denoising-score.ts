import { contrastBlock } from '../block';
import { number } from '../parameter';
import { totalPort } from './total';

export const denoisingScore = contrastBlock({
  ...totalPort,
  type: 'denoising-score',
  title: 'Denoising score',
  about:
    'Shapes the slope of the energy instead of its height: it must lead noisy samples back to where they came from.',
  keywords: ['score matching', 'denoising', 'dsm', 'diffusion', 'gradient', 'fisher'],
  reference: 'Vincent 2011, eq. 11',
  parameters: {
    scale: number({
      label: 'Scale σ',
      help: 'The standard deviation of the noise, in units of the data.',
      effect: 'live',
      default: 0.3,
      minimum: 1e-4,
      maximum: 100,
    }),
  },
  idHint: 'score',
  lifts: 'score',
  secondOrder: true,
  summary: ({ scale }) => `σ ${scale}`,
  lower: (scope, { scale }, _, x) => ({
    formula: `‖σ ∇F(${x} + σε) − ε‖²`,
    how: { kind: 'score', scale: scope.setting('scale', scale) },
  }),
});
