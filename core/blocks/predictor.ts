import { concat, reshape } from '../program/expression';
import { signal, signalBlock, tensor } from './block';
import { layerStack, lowerStack, stackShape, summarizeStack } from './layers/stack';
import { type Shape, shapeOf, volume } from './signal';

export const predictor = signalBlock({
  type: 'predictor',
  title: 'Predictor',
  category: 'encoder',
  about: 'Predicts one part from another, with a latent variable for what cannot be known.',
  keywords: ['network', 'forecast', 'future', 'jepa', 'world model', 'latent variable', 'conditional', 'inpainting'],
  reference: 'LeCun 2022',
  parameters: {
    layers: layerStack({
      help: 'From the context, or from context and latent variable side by side, to the shape of what is predicted.',
      default: [
        { layer: 'flatten' },
        { layer: 'dense', units: 64, activation: 'relu' },
        { layer: 'dense', units: 16, activation: 'linear' },
      ],
    }),
  },
  inputs: [
    {
      name: 'context',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction'],
      about: 'What is known.',
    },
    {
      name: 'latent',
      kind: 'signal',
      roles: ['code', 'feature'],
      optional: true,
      about: 'What cannot be known from it; both are flattened and set side by side.',
    },
  ],
  outputs: [{ name: 'output', kind: 'signal', roles: ['reconstruction'], about: 'The prediction, x̂.' }],
  idHint: 'predictor',
  valueName: () => 'xHat',
  summary: ({ layers }) => summarizeStack(layers),
  shape({ node, values, inputs }) {
    const context = signal(inputs, 'context').shape;
    const read = inputs.latent ? besideEachOther(volume(context), volume(inputs.latent.shape)) : context;
    const result = stackShape(node, values.layers, read);
    if ('problem' in result) return { problem: result.problem, layers: result.layers };
    return { outputs: { output: { role: 'reconstruction', shape: result.shape, range: null } }, layers: result.layers };
  },
  lower(scope, values, inputs) {
    const context = tensor(inputs, 'context');
    if (!inputs.latent) {
      return { kind: 'tensor', tensor: lowerStack(scope, values.layers, context, shapeOf(context.shape)) };
    }
    const parts = [context, tensor(inputs, 'latent')].map((each) => {
      const size = each.shape.reduce((product, axis) => product * axis, 1);
      return { size, flat: reshape(each, [size]) };
    });
    const joined = scope.assign('joined', concat(parts.map(({ flat }) => flat)));
    const [known = 0, free = 0] = parts.map(({ size }) => size);
    return { kind: 'tensor', tensor: lowerStack(scope, values.layers, joined, besideEachOther(known, free)) };
  },
});

const besideEachOther = (known: number, free: number): Shape => [{ name: 'feature', size: known + free }];
