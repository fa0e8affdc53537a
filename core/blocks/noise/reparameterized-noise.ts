import { add, constant, exp, mul, normalLike } from '../../program/expression';
import { gaussian, signal, signalBlock } from '../block';
import { choice } from '../parameter';
import { learnedFactor } from './schedule';

export const reparameterizedNoise = signalBlock({
  type: 'reparameterized-noise',
  title: 'Reparameterized noise',
  category: 'noise',
  about: 'Draws z = mean + σ·ε, so that each sample fills a fuzzy ball and gradients reach its mean and radius.',
  keywords: ['sampling', 'vae', 'variational', 'fuzzy ball', 'epsilon', 'reparameterization trick'],
  reference: 'Kingma & Welling 2014, section 2.4',
  parameters: {
    schedule: choice({
      label: 'Amount',
      help: 'Each sample’s own σ; or that times the exponential of one learned number, which no prior sees: it sinks to 0 unless some term is lower with more noise.',
      effect: 'rebuild',
      implied: true,
      default: 'fixed',
      options: { fixed: 'as the code says', learned: 'times a learned factor' },
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: ['distribution'], about: 'A Gaussian: mean and log-variance.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['code'], about: 'One draw a sample.' }],
  idHint: 'noise',
  valueName: () => 'z',
  withoutNoise: 'mean',
  summary: ({ schedule }) => (schedule === 'learned' ? 'mean + s·σ·ε, s learned' : 'mean + σ·ε'),
  shape: ({ inputs }) => ({ outputs: { output: { ...signal(inputs, 'input'), role: 'code' } } }),
  lower(scope, { schedule }, inputs) {
    const { mean, logVariance } = gaussian(inputs, 'input');
    const deviation = scope.assign('deviation', exp(mul(constant(0.5), logVariance)));
    const drawn = mul(deviation, normalLike(mean));
    return { kind: 'tensor', tensor: add(mean, schedule === 'learned' ? mul(learnedFactor(scope), drawn) : drawn) };
  },
});
