import { networkPort, signal, signalBlock, tensor } from './block';
import { layerStack, lowerStack, onlyMatrix, stackShape, summarizeStack } from './layers/stack';
import { shapeOf } from './signal';

export const encoder = signalBlock({
  type: 'encoder',
  title: 'Encoder',
  category: 'encoder',
  about: 'Predicts what the code needs from the observation, so that no search is needed to infer it.',
  keywords: ['network', 'mlp', 'cnn', 'inference', 'amortised', 'recognition', 'features'],
  parameters: {
    layers: layerStack({
      help: 'From the observation to features; the code adds its own linear map.',
      default: [{ layer: 'flatten' }, { layer: 'dense', units: 256, activation: 'relu' }],
    }),
  },
  inputs: [
    {
      name: 'input',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'What to encode.',
    },
  ],
  outputs: [{ name: 'output', kind: 'signal', roles: ['feature'], about: 'Features.' }, networkPort],
  idHint: 'encoder',
  matrix: ({ layers }) => onlyMatrix(layers),
  valueName: () => 'h',
  summary: ({ layers }) => summarizeStack(layers),
  shape({ node, values, inputs }) {
    const input = signal(inputs, 'input');
    const result = stackShape(node, values.layers, input.shape);
    if ('problem' in result) return { problem: result.problem, layers: result.layers };
    return {
      outputs: {
        output: { role: 'feature', shape: result.shape, range: null },
        network: {
          role: 'network',
          shape: result.shape,
          range: null,
          network: { input: input.shape, matrix: onlyMatrix(values.layers) !== undefined },
        },
      },
      layers: result.layers,
    };
  },
  lower(scope, values, inputs) {
    const x = tensor(inputs, 'input');
    return { kind: 'tensor', tensor: lowerStack(scope, values.layers, x, shapeOf(x.shape)) };
  },
});
