import { setParameter, signal, signalBlock, tensor } from '../block';
import { largestDivisor } from '../divisor';
import { integer, number } from '../parameter';
import { formatShape } from '../signal';

export const vectorQuantizedCode = signalBlock({
  type: 'vector-quantized-code',
  title: 'Vector-quantized code',
  category: 'code',
  about: 'Replaces each slot of the features by the nearest entry of a codebook: only so many codes exist.',
  keywords: ['vq', 'vq-vae', 'codebook', 'discrete', 'quantize', 'k-means', 'tokens', 'z'],
  reference: 'van den Oord et al. 2017, eq. 1 and appendix A.1',
  parameters: {
    entries: integer({
      label: 'Entries',
      help: 'How many entries the codebook has.',
      effect: 'rebuild',
      default: 32,
      minimum: 2,
      maximum: 8192,
    }),
    dimensions: integer({
      label: 'Dimensions',
      help: 'How many numbers an entry has: the last axis of the features is cut into slots of so many.',
      effect: 'rebuild',
      default: 4,
      minimum: 1,
      maximum: 4096,
    }),
    decay: number({
      label: 'Decay',
      help: 'How much of the running means each step keeps, as the entries follow the features that choose them.',
      effect: 'live',
      implied: true,
      default: 0.99,
      minimum: 0,
      maximum: 0.99999,
    }),
  },
  inputs: [{ name: 'input', kind: 'signal', roles: ['feature'], about: 'The features to quantize.' }],
  outputs: [
    { name: 'code', kind: 'signal', roles: ['code'], about: 'The nearest entries, of the shape of the features.' },
  ],
  idHint: 'code',
  quantizes: true,
  valueName: () => 'z',
  summary: ({ entries, dimensions }) => `one of ${entries} · ${dimensions}`,
  shape({ node, values: { dimensions }, inputs }) {
    const { shape } = signal(inputs, 'input');
    const size = shape.at(-1)?.size ?? 0;
    if (size % dimensions) {
      const message = `“${node}” cuts the last axis into slots of ${dimensions}, which does not divide ${formatShape(shape)}.`;
      const fitting = largestDivisor(size, dimensions);
      const fixes = [setParameter(`Set the dimensions to ${fitting}`, node, ['dimensions'], fitting)];
      return { problem: { code: 'EBM2013', message, path: ['dimensions'], fixes } };
    }
    return { outputs: { code: { role: 'code', shape, range: null } } };
  },
  lower(scope, { entries, dimensions, decay }, inputs) {
    const x = tensor(inputs, 'input');
    const codebook = scope.parameter(['entries'], [entries, dimensions], { kind: 'zeros' }, 'means');
    scope.clusterMeans(['entries'], scope.setting('decay', decay), { port: 'input' });
    return { kind: 'tensor', tensor: { op: 'quantize', x, codebook, shape: x.shape } };
  },
});
