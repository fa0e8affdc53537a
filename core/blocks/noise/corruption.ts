import { type Port, signal } from '../block';
import type { Signal } from '../signal';

const roles: Port['roles'] = ['observation', 'feature', 'code', 'reconstruction'];

/** What every corruption of a signal shares: it keeps the shape, works only while training, and is left out otherwise. */
export const corruption = {
  category: 'noise' as const,
  inputs: [{ name: 'input', kind: 'signal' as const, roles, about: 'The clean signal.' }],
  outputs: [{ name: 'output', kind: 'signal' as const, roles, about: 'The noisy signal.' }],
  idHint: 'corruption',
  valueName: () => 'noisy',
  onlyWhileTraining: true,
  withoutNoise: 'identity' as const,
  shape: ({ inputs }: { readonly inputs: { readonly [port: string]: Signal } }) => ({
    outputs: { output: { ...signal(inputs, 'input'), range: null } },
  }),
};
