import { concat as beside } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';
import { formatShape } from '../signal';

export const concat = signalBlock({
  type: 'concat',
  title: 'Concatenate',
  category: 'combine',
  about: 'Two signals side by side along the last axis: what a prediction may read together.',
  keywords: ['join', 'stack', 'merge', 'condition', 'combine'],
  parameters: {},
  inputs: [
    {
      name: 'a',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction', 'mask'],
      about: 'The first.',
    },
    {
      name: 'b',
      kind: 'signal',
      roles: ['observation', 'feature', 'code', 'reconstruction', 'mask'],
      about: 'The second.',
    },
  ],
  outputs: [{ name: 'output', kind: 'signal', roles: ['feature'], about: 'Both.' }],
  isLinear: () => true,
  idHint: 'both',
  valueName: () => 'both',
  summary: () => '[a, b]',
  shape({ node, inputs }) {
    const [a, b] = [signal(inputs, 'a').shape, signal(inputs, 'b').shape];
    const rest = (shape: typeof a): string =>
      shape
        .slice(0, -1)
        .map(({ size }) => size)
        .join();
    const [last, other] = [a.at(-1), b.at(-1)];
    if (!last || !other || a.length !== b.length || rest(a) !== rest(b)) {
      const message = `“${node}” joins along the last axis, so all others must be alike: ${formatShape(a)} and ${formatShape(b)} arrived.`;
      const wants = [
        { port: 'b', shape: [...a.slice(0, -1), ...b.slice(-1)] },
        { port: 'a', shape: [...b.slice(0, -1), ...a.slice(-1)] },
      ];
      return { problem: { code: 'EBM2008', message, port: 'b', wants } };
    }
    const shape = [...a.slice(0, -1), { name: last.name, size: last.size + other.size }];
    return { outputs: { output: { role: 'feature', shape, range: null } } };
  },
  lower: (_, __, inputs) => ({ kind: 'tensor', tensor: beside([tensor(inputs, 'a'), tensor(inputs, 'b')]) }),
});
