import { stopGradient as stop } from '../../program/expression';
import { signal, signalBlock, tensor } from '../block';

export const stopGradient = signalBlock({
  type: 'stop-gradient',
  title: 'Stop gradient',
  category: 'combine',
  about: 'The same signal; nothing is learned through it, so that a target is not drawn to its prediction.',
  keywords: ['detach', 'target', 'frozen', 'straight-through', 'joint embedding'],
  reference: 'Chen & He 2021',
  parameters: {},
  inputs: [
    { name: 'input', kind: 'signal', roles: ['observation', 'feature', 'code', 'reconstruction'], about: 'A signal.' },
  ],
  outputs: [
    { name: 'output', kind: 'signal', roles: ['feature', 'code', 'reconstruction'], about: 'The same signal.' },
  ],
  isLinear: () => true,
  idHint: 'target',
  stopsGradient: () => true,
  valueName: () => 'fixed',
  summary: () => 'no gradient',
  shape: ({ inputs }) => ({ outputs: { output: signal(inputs, 'input') } }),
  lower: (_, __, inputs) => ({ kind: 'tensor', tensor: stop(tensor(inputs, 'input')) }),
});
