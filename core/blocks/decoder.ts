import { signal, signalBlock, tensor } from './block';
import { layerStack, lowerStack, stackShape, summarizeStack } from './layers/stack';
import { shapeOf } from './signal';

export const decoder = signalBlock({
  type: 'decoder',
  title: 'Decoder',
  category: 'decoder',
  about: 'Predicts the observation from the code; what it cannot produce has high energy.',
  keywords: ['network', 'generator', 'reconstruction', 'dictionary', 'likelihood', 'mlp', 'cnn'],
  parameters: {
    layers: layerStack({
      help: 'From the code to the shape of the observation. Under a Bernoulli distance the last layer gives logits.',
      default: [
        { layer: 'dense', units: 256, activation: 'relu' },
        { layer: 'dense', units: 784, activation: 'linear' },
        { layer: 'reshape', shape: [28, 28, 1] },
      ],
    }),
  },
  inputs: [{ name: 'code', kind: 'signal', roles: ['code', 'feature', 'observation'], about: 'A code.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['reconstruction'], about: 'The prediction, x̂.' }],
  idHint: 'decoder',
  valueName: () => 'xHat',
  summary: ({ layers }) => summarizeStack(layers),
  shape({ node, values, inputs }) {
    const input = signal(inputs, 'code');
    const result = stackShape(node, values.layers, input.shape);
    if ('problem' in result) return { problem: result.problem, layers: result.layers };
    return { outputs: { output: { role: 'reconstruction', shape: result.shape, range: null } }, layers: result.layers };
  },
  lower(scope, values, inputs) {
    const z = tensor(inputs, 'code');
    return { kind: 'tensor', tensor: lowerStack(scope, values.layers, z, shapeOf(z.shape)) };
  },
});
