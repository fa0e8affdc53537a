import { signal, signalBlock, tensor } from './block';
import { layerStack, linearAtoms, lowerStack, stackShape, summarizeStack } from './layers/stack';
import { choice } from './parameter';
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
    constraint: choice({
      label: 'Atoms',
      help: 'Keeps each atom of a linear decoder, what one unit of the code adds, from growing where the code is pulled small.',
      effect: 'live',
      default: 'none',
      options: { none: 'free', 'unit-ball': 'in the unit ball', 'unit-norm': 'of norm 1' },
    }),
  },
  inputs: [{ name: 'code', kind: 'signal', roles: ['code', 'feature', 'observation'], about: 'A code.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['reconstruction'], about: 'The prediction, x̂.' }],
  idHint: 'decoder',
  valueName: () => 'xHat',
  linearMap({ layers }) {
    const atoms = linearAtoms(layers);
    return atoms?.matrix ? atoms.path : undefined;
  },
  summary: ({ layers }) => summarizeStack(layers),
  shape({ node, values, inputs }) {
    const input = signal(inputs, 'code');
    const result = stackShape(node, values.layers, input.shape);
    if ('problem' in result) return { problem: result.problem, layers: result.layers };
    if (values.constraint !== 'none' && !linearAtoms(values.layers)) {
      const message = `Only a decoder of one linear layer has atoms to bound; “${node}” has other layers.`;
      return { problem: { code: 'EBM2007', message, path: ['constraint'] }, layers: result.layers };
    }
    return { outputs: { output: { role: 'reconstruction', shape: result.shape, range: null } }, layers: result.layers };
  },
  lower(scope, values, inputs) {
    const z = tensor(inputs, 'code');
    const output = lowerStack(scope, values.layers, z, shapeOf(z.shape));
    const atoms = linearAtoms(values.layers);
    if (atoms && values.constraint !== 'none') scope.project(atoms.path, atoms.axes, values.constraint);
    return { kind: 'tensor', tensor: output };
  },
});
