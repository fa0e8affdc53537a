import { add, constant, exp, mul, normalLike } from '../../program/expression';
import { gaussian, signal, signalBlock } from '../block';

export const reparameterizedNoise = signalBlock({
  type: 'reparameterized-noise',
  title: 'Reparameterized noise',
  category: 'noise',
  about: 'Draws z = mean + σ·ε, so that each sample fills a fuzzy ball and gradients reach its mean and radius.',
  keywords: ['sampling', 'vae', 'variational', 'fuzzy ball', 'epsilon', 'reparameterization trick'],
  reference: 'Kingma & Welling 2014, section 2.4',
  parameters: {},
  inputs: [{ name: 'input', kind: 'signal', roles: ['distribution'], about: 'A Gaussian: mean and log-variance.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['code'], about: 'One draw a sample.' }],
  idHint: 'noise',
  valueName: () => 'z',
  withoutNoise: 'mean',
  summary: () => 'mean + σ·ε',
  shape: ({ inputs }) => ({ outputs: { output: { ...signal(inputs, 'input'), role: 'code' } } }),
  lower(scope, _, inputs) {
    const { mean, logVariance } = gaussian(inputs, 'input');
    const deviation = scope.assign('deviation', exp(mul(constant(0.5), logVariance)));
    return { kind: 'tensor', tensor: add(mean, mul(deviation, normalLike(mean))) };
  },
});
