import { network, signal, signalBlock, tensor } from '../block';
import { choice, number } from '../parameter';
import { formatShape, sameSizes } from '../signal';

export const copy = signalBlock({
  type: 'copy',
  title: 'Copy of an encoder',
  category: 'encoder',
  about:
    'The same network on another input: with the same weights, or with weights that follow slowly, a steady target.',
  keywords: [
    'shared weights',
    'siamese',
    'twin',
    'moving average',
    'ema',
    'momentum encoder',
    'target network',
    'byol',
  ],
  reference: 'Bromley et al. 1994 for shared weights; Grill et al. 2020, eq. 1 for the moving average',
  parameters: {
    weights: choice<'shared' | 'moving-average'>({
      label: 'Weights',
      help: 'Those of the network that it copies, or a moving average of them, which no gradient reaches.',
      effect: 'rebuild',
      default: 'shared',
      options: { shared: 'shared', 'moving-average': 'moving average' },
    }),
    decay: number({
      label: 'Decay',
      help: 'How much of itself the moving average keeps at each step.',
      effect: 'live',
      implied: true,
      onlyWith: { parameter: 'weights', value: 'moving-average' },
      default: 0.99,
      minimum: 0,
      maximum: 0.99999,
    }),
  },
  inputs: [
    {
      name: 'network',
      kind: 'signal',
      roles: ['network'],
      about: 'The network to copy.',
      lends: true,
    },
    {
      name: 'input',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'What to encode with it.',
    },
  ],
  outputs: [{ name: 'output', kind: 'signal', roles: ['feature'], about: 'Features.' }],
  idHint: 'twin',
  borrows: ({ weights }) => weights,
  stopsGradient: ({ weights }) => weights === 'moving-average',
  valueName: () => 'h',
  summary: ({ weights, decay }) => (weights === 'shared' ? 'shared weights' : `moving average ${decay}`),
  shape({ node, inputs }) {
    const [lent, input] = [signal(inputs, 'network'), signal(inputs, 'input')];
    const needed = lent.network?.input ?? [];
    if (!sameSizes(needed, input.shape)) {
      const message = `“${node}” copies a network that takes ${formatShape(needed)}; ${formatShape(input.shape)} arrived.`;
      return { problem: { code: 'EBM2014', message, port: 'input', wants: [{ port: 'input', shape: needed }] } };
    }
    return { outputs: { output: { role: 'feature', shape: lent.shape, range: null } } };
  },
  lower(scope, { weights, decay }, inputs) {
    const lent = network(inputs, 'network');
    const averaged = weights === 'moving-average';
    if (averaged) scope.movingAverage(lent, scope.setting('decay', decay));
    return {
      kind: 'tensor',
      tensor: { op: 'apply', network: lent.key, x: tensor(inputs, 'input'), averaged, shape: lent.output },
    };
  },
});
