import { add, reshape } from '../../program/expression';
import { network, setParameter, signal, signalBlock, tensor } from '../block';
import { choice, sizes } from '../parameter';
import { formatShape, formatSizes, shapeOf, sizesOf, volume } from '../signal';

export const transpose = signalBlock({
  type: 'transpose',
  title: 'Tied decoder',
  category: 'decoder',
  about: 'Goes back with the transpose of the matrix that led to the code: one matrix for both ways.',
  keywords: ['tied weights', 'transpose', 'pca', 'linear decoder', 'dictionary'],
  reference: 'Baldi & Hornik 1989',
  parameters: {
    shape: sizes({
      label: 'Shape',
      help: 'The shape of what comes out: that of the observation.',
      effect: 'rebuild',
      default: [28, 28, 1],
    }),
    bias: choice<'learned' | 'none'>({
      label: 'Bias',
      help: 'What is added whatever the code is: for centred codes, the mean of the data.',
      effect: 'rebuild',
      default: 'learned',
      options: { learned: 'learned', none: 'none' },
    }),
  },
  inputs: [
    {
      name: 'network',
      kind: 'signal',
      roles: ['network'],
      about: 'A code or an encoder of one linear layer.',
      lends: true,
    },
    { name: 'code', kind: 'signal', roles: ['code', 'feature'], about: 'A code.' },
  ],
  outputs: [{ name: 'output', kind: 'signal', roles: ['reconstruction'], about: 'The prediction, x̂.' }],
  idHint: 'decoder',
  valueName: () => 'xHat',
  isLinear: () => true,
  summary: () => 'transposed weights',
  shape({ node, values, inputs }) {
    const [lent, code] = [signal(inputs, 'network'), signal(inputs, 'code')];
    if (!lent.network?.matrix) {
      const message = `“${node}” transposes a matrix, and the network that arrived is not one: lead a code, or an encoder of one dense layer, into it.`;
      return { problem: { code: 'EBM2014', message, port: 'network', wants: [{ port: 'network', lends: 'matrix' }] } };
    }
    if (volume(code.shape) !== volume(lent.shape)) {
      const message = `“${node}” transposes a matrix that gives ${formatShape(lent.shape)}; ${formatShape(code.shape)} arrived.`;
      return { problem: { code: 'EBM2014', message, port: 'code', wants: [{ port: 'code', shape: lent.shape }] } };
    }
    const shape = shapeOf(values.shape);
    if (volume(shape) !== volume(lent.network.input)) {
      const message = `“${node}” goes back to ${volume(lent.network.input)} numbers, which are no ${formatSizes(shape)}.`;
      const sizes = sizesOf(lent.network.input);
      const fixes = [setParameter(`Set the shape to ${sizes.join('×')}`, node, ['shape'], sizes)];
      return { problem: { code: 'EBM2014', message, path: ['shape'], fixes } };
    }
    return { outputs: { output: { role: 'reconstruction', shape, range: null } } };
  },
  lower(scope, { bias, shape }, inputs) {
    const { matrix } = network(inputs, 'network');
    if (!matrix) throw new Error('The checker lets nothing be transposed that is not a matrix.');
    const z = tensor(inputs, 'code');
    const size = matrix.shape[0] ?? 0;
    const product = { op: 'matMulTransposed', x: z, weights: matrix, shape: [size] } as const;
    const flat = bias === 'learned' ? add(product, scope.parameter(['bias'], [size], { kind: 'zeros' })) : product;
    return { kind: 'tensor', tensor: reshape(flat, shape) };
  },
});
