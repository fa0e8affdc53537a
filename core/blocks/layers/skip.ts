import { layer } from './layer';

export const skip = layer({
  type: 'skip',
  title: 'Skip',
  about:
    'Remembers what flows here, past the layers between, for the join that closes it: the last skip is joined first.',
  reference: 'Ronneberger et al. 2015',
  parameters: {},
  bracket: 'opens',
  summary: () => 'skip',
  shape: (_, input) => ({ shape: input, parameters: 0 }),
  lower: (_, __, x) => x,
});
