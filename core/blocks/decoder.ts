import { type LoweringScope, networkPort, setParameter, signal, signalBlock, tensor } from './block';
import {
  isLinearStack,
  layerStack,
  linearAtoms,
  lowerStack,
  onlyMatrix,
  stackShape,
  summarizeStack,
  type WrittenLayer,
} from './layers/stack';
import { choice, number } from './parameter';
import { shapeOf, volume } from './signal';

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
      effect: 'next step',
      default: 'none',
      options: {
        none: 'free',
        'unit-ball': 'in the unit ball',
        'unit-norm': 'of norm 1',
        orthonormal: 'orthonormal',
      },
    }),
    learns: choice<'gradient' | 'means'>({
      label: 'Learns',
      help: 'By the gradient of the loss; or, for a one-hot code, each atom moves to the mean of the samples that chose it.',
      effect: 'rebuild',
      implied: true,
      default: 'gradient',
      options: { gradient: 'by gradient', means: 'by cluster means' },
    }),
    decay: number({
      label: 'Decay',
      help: 'How much of the running means each step keeps: 0 takes the means of the batch alone, as Lloyd does.',
      effect: 'live',
      implied: true,
      onlyWith: { parameter: 'learns', value: 'means' },
      default: 0,
      minimum: 0,
      maximum: 0.99999,
    }),
  },
  inputs: [{ name: 'code', kind: 'signal', roles: ['code', 'feature', 'observation'], about: 'A code.' }],
  outputs: [{ name: 'output', kind: 'signal', roles: ['reconstruction'], about: 'The prediction, x̂.' }, networkPort],
  idHint: 'decoder',
  valueName: () => 'xHat',
  matrix: ({ layers }) => onlyMatrix(layers),
  isLinear: ({ layers }) => isLinearStack(layers),
  linearMap({ layers }) {
    const atoms = linearAtoms(layers);
    return atoms?.matrix ? atoms.path : undefined;
  },
  summary: ({ layers }) => summarizeStack(layers),
  shape({ node, values, inputs }) {
    const input = signal(inputs, 'code');
    const result = stackShape(node, values.layers, input.shape);
    if ('problem' in result) return { problem: result.problem, layers: result.layers };
    const atoms = linearAtoms(values.layers);
    if (values.constraint !== 'none' && !atoms) {
      const message = `Only a decoder of one linear layer has atoms to bound; “${node}” has other layers.`;
      const fixes = [setParameter('Leave the weights free', node, ['constraint'], 'none')];
      return { problem: { code: 'EBM2007', message, path: ['constraint'], fixes }, layers: result.layers };
    }
    if (values.constraint === 'orthonormal' && (!atoms?.matrix || volume(input.shape) > volume(result.shape))) {
      const message = `“${node}” can have orthonormal atoms only where it is one dense layer with no more atoms than numbers in an atom.`;
      const fixes = [setParameter('Keep the atoms in the unit ball', node, ['constraint'], 'unit-ball')];
      return { problem: { code: 'EBM2007', message, path: ['constraint'], fixes }, layers: result.layers };
    }
    if (values.learns === 'means' && (!atoms?.matrix || layersHaveBias(values.layers))) {
      const message = `Only one dense layer without activation and bias can learn by cluster means; “${node}” has other layers.`;
      const fixes = [setParameter('Let it learn by gradient', node, ['learns'], 'gradient')];
      return { problem: { code: 'EBM2007', message, path: ['learns'], fixes }, layers: result.layers };
    }
    const network = { input: input.shape, matrix: onlyMatrix(values.layers) !== undefined };
    const shape = result.shape;
    return {
      outputs: {
        output: { role: 'reconstruction', shape, range: null },
        network: { role: 'network', shape, range: null, network },
      },
      layers: result.layers,
    };
  },
  lower(scope, values, inputs) {
    const z = tensor(inputs, 'code');
    const atoms = linearAtoms(values.layers);
    const byMeans = values.learns === 'means' && atoms !== undefined;
    const output = lowerStack(byMeans ? withoutGradient(scope) : scope, values.layers, z, shapeOf(z.shape));
    if (byMeans) scope.clusterMeans(atoms.path, scope.setting('decay', values.decay), 'observed');
    if (atoms && values.constraint !== 'none') scope.project(atoms.path, atoms.axes, values.constraint);
    return { kind: 'tensor', tensor: output };
  },
});

const layersHaveBias = (layers: readonly WrittenLayer[]): boolean =>
  layers.some(({ layer, bias }) => layer === 'dense' && bias !== 'none');

/** The weights of a stack that an update of its own moves: they start at zero, and at the data with the first step. */
const withoutGradient = (scope: LoweringScope): LoweringScope => ({
  ...scope,
  parameter: (path, shape) => scope.parameter(path, shape, { kind: 'zeros' }, 'means'),
});
